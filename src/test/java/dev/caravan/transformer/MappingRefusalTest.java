package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.col;
import static dev.caravan.transformer.Samples.context;
import static dev.caravan.transformer.Samples.fields;
import static dev.caravan.transformer.Samples.from;
import static dev.caravan.transformer.Samples.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.As;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can never work is refused before the first record, with what is known and what to do. */
class MappingRefusalTest {
    private static final TableShape TABLE = table("t", "x TEXT", "n INTEGER", "r REAL", "g GENERATED");

    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of(col("y").first("x"), ErrorCode.SCHEMA_MISMATCH, "no column 'y'; it has x, n, r"),
                Arguments.of(col("g").first("x"), ErrorCode.SCHEMA_MISMATCH, "computed by the database"),
                Arguments.of(col("n").derived(), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(col("n").value("\"five\""), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(col("n").value("1.5"), ErrorCode.SCHEMA_MISMATCH, "fraction"),
                Arguments.of(col("x").value("5"), ErrorCode.SCHEMA_MISMATCH, "takes text"),
                Arguments.of(col("x").value("[]"), ErrorCode.SCHEMA_MISMATCH, "as: json"),
                Arguments.of(col("x").value("{}").as(As.JSON_ARRAY), ErrorCode.SCHEMA_MISMATCH, "json-array"),
                Arguments.of(col("n").first("x").otherwise("\"none\""), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(
                        col("r").first("x").otherwise("9007199254740993"),
                        ErrorCode.SCHEMA_MISMATCH,
                        "no double holds"),
                Arguments.of(col("n").first("x").as(As.JSON), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(col("n").first("x").cut(3), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(col("n").first("x").map(Map.of()), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(col("n").value("\"{{now}}\""), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(col("n").value("\"{{source.path}}\""), ErrorCode.SCHEMA_MISMATCH, "whole numbers"),
                Arguments.of(col("x").first("x").as(As.UUID), ErrorCode.FILE_INVALID, "derived"),
                Arguments.of(col("x").first("x").as(As.JSON).cut(3), ErrorCode.FILE_INVALID, "'map' and 'cut'"),
                Arguments.of(col("x").value("\"{{source.nam}}\""), ErrorCode.FILE_INVALID, "known are {{now}}"),
                Arguments.of(col("x").first("x").otherwise("\"{{v1.dir}}\""), ErrorCode.FILE_INVALID, "{{v1.dir}}"));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void shouldRefuseColumnsThatCannotWork(Samples.ColumnBuilder column, ErrorCode code, String part) {
        CaravanException refusal = refusal(fields(column.build()), TABLE);

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.where()).isEqualTo("m.yaml:5:3");
        assertThat(refusal).hasMessageContaining(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fields", "jq"})
    void shouldRefuseToLeaveOutWhatTheTableRequires(String kind) {
        TableShape strict = table("t", "x TEXT", "must TEXT!");
        Transform transform = kind.equals("jq")
                ? new Transform.Jq("{x}")
                : fields(col("x").first("x").build());

        CaravanException refusal = refusal(transform, strict);

        assertThat(refusal.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(refusal).hasMessageContaining("'t.must' must have a value");
    }

    static Stream<Arguments> children() {
        Transform.Column id = col("id").derived().build();
        return Stream.of(
                Arguments.of("missing", "parent", "number", id, "no table 'missing'"),
                Arguments.of("turns", "nowhere", "number", id, "no column 'nowhere'"),
                Arguments.of("turns", "parent", "parent", id, "twice"),
                Arguments.of(
                        "turns", "parent", "number", col("number").first("n").build(), "twice"),
                Arguments.of("turns", "number", "parent", id, "takes no whole numbers"),
                Arguments.of(
                        "turns", "parent", "number", col("text").first("t").build(), "'turns.id' must have a value"));
    }

    @ParameterizedTest
    @MethodSource("children")
    void shouldRefuseChildrenThatCannotWork(
            String name, String parent, String number, Transform.Column column, String part) {
        TableShape turns = table("turns", "id TEXT!", "parent TEXT", "number INTEGER", "text TEXT");
        Transform.Children children =
                new Transform.Children(name, List.of(from("turns")), parent, number, List.of(column));
        Transform.Fields fields =
                new Transform.Fields(List.of(col("x").first("x").build()), List.of(children));

        CaravanException refusal =
                catchThrowableOfType(CaravanException.class, () -> Mappings.of(fields, context(TABLE, turns)));

        assertThat(refusal).hasMessageContaining(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "r"})
    void shouldRefuseChildrenWithoutTheirParentsKey(String column) {
        Transform.Children children =
                new Transform.Children("turns", List.of(from("turns")), "parent", "number", List.of());
        Transform.Fields fields =
                new Transform.Fields(List.of(col(column).first("n").build()), List.of(children));

        CaravanException refusal = catchThrowableOfType(
                CaravanException.class,
                () -> Mappings.of(fields, context(TABLE, table("turns", "id TEXT", "parent TEXT", "number INTEGER"))));

        assertThat(refusal.code()).isEqualTo(ErrorCode.FILE_INVALID);
        assertThat(refusal).hasMessageContaining("no key column 'x'");
    }

    private static CaravanException refusal(Transform transform, TableShape table) {
        CaravanException refusal =
                catchThrowableOfType(CaravanException.class, () -> Mappings.of(transform, context(table)));
        assertThat(refusal).isNotNull();
        return refusal;
    }
}
