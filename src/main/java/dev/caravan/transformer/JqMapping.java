package dev.caravan.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * A jq program that makes one object per record, or nothing: then the record is filtered.
 *
 * <p>Columns: when the program ends with an object whose keys are written out, these are written and all others are left to
 * their defaults; else all columns are written (but for a primary key that is not the key of the import), and
 * a key that a result does not have is no value. Which one holds is decided
 * by the program alone, never by the data, so that a record gives the same row in whatever chunk it comes.
 */
final class JqMapping implements Mapping {
    private final MappingContext context;
    private final JqProgram program;
    private final List<String> columns;
    private final List<CellFit> fits = new ArrayList<>();

    JqMapping(String text, MappingContext context) {
        this.context = context;
        Refusals refusals = new Refusals(context);
        TableShape table = context.table();
        this.program = new JqProgram(text, refusals);
        this.columns = program.resultKeys().orElseGet(refusals::open);
        columns.forEach(column -> fits.add(new CellFit(refusals.writable(table, column))));
        refusals.checkComplete(table, columns);
    }

    @Override
    public void apply(Chunk chunk) {
        new Run(chunk).run();
    }

    /** The work on one chunk. */
    private final class Run {
        private final Chunk chunk;
        private final JsonSource source;
        private final RecordState state;
        private final JsonCursor cursor = new JsonCursor();
        private final JsonTree tree = new JsonTree();
        private final NodeWriter writer = new NodeWriter();
        private final PlainItem plain = new PlainItem();
        private final Scope scope = program.newScope();
        private final RowBuffer rows;
        private final List<JsonNode> items = new ArrayList<>();
        private JsonNode result;

        Run(Chunk chunk) {
            this.chunk = chunk;
            this.source = JsonSource.of(chunk.records());
            this.state = new RecordState(context, chunk.records());
            this.rows = JsonSource.rowsFor(chunk.records(), columns);
            JqVariables.set(scope, context, state);
        }

        void run() {
            for (int record = 0; record < chunk.records().count(); record++) {
                if (chunk.pending(record)) {
                    settle(record);
                }
            }
            chunk.transformed(rows, items, List.of());
        }

        private void settle(int record) {
            try {
                map(record);
            } catch (RecordProblem problem) {
                reject(record, problem.code(), problem.getMessage());
            } catch (JsonQueryException failure) {
                reject(record, RejectCode.MAPPING_FAILED, JqFailure.words(failure));
            } catch (StackOverflowError e) {
                reject(record, RejectCode.MAPPING_FAILED, "the program calls itself without an end on this record");
            } catch (CaravanException ended) {
                throw ended;
            } catch (RuntimeException e) {
                // The library meets unexpected types with exceptions of its own choice; their messages may hold values
                String kind = e.getClass().getSimpleName();
                reject(record, RejectCode.MAPPING_FAILED, "the program failed in the jq library: " + kind);
            }
        }

        private void reject(int record, RejectCode code, String reason) {
            rows.abandonRow();
            chunk.reject(record, code.code(), Transformer.STAGE, reason);
        }

        private void map(int record) throws JsonQueryException {
            source.read(record, cursor);
            JsonNode in = tree.read(cursor, cursor.next());
            cursor.next();
            if (in instanceof ObjectNode object) {
                source.addBytes(record, object);
            }
            state.atRecord(record, new Slice[0]);
            result = null;
            program.run(scope, in, this::take);
            if (result == null) {
                chunk.settle(record, Fate.FILTERED);
                return;
            }
            if (!(result instanceof ObjectNode object)) {
                throw new RecordProblem(
                        RejectCode.NOT_AN_OBJECT,
                        "the program's result is of type "
                                + result.getNodeType().name().toLowerCase(Locale.ROOT));
            }
            write(record, object);
        }

        private void take(JsonNode out) {
            if (result != null) {
                throw new RecordProblem(
                        RejectCode.MULTIPLE_RESULTS, "the program gave more than one result for the record");
            }
            result = out;
        }

        private void write(int record, ObjectNode object) {
            int known = 0;
            rows.beginRow(record);
            for (int column = 0; column < columns.size(); column++) {
                JsonNode value = object.get(columns.get(column));
                known += value == null ? 0 : 1;
                writer.write(value, fits.get(column), rows);
            }
            if (known < object.size()) {
                throw unknownField(object);
            }
            if (context.items()) {
                items.add(plain.of(object));
            }
            rows.endRow();
        }

        private RecordProblem unknownField(ObjectNode object) {
            for (var field : object.properties()) {
                if (!columns.contains(field.getKey())) {
                    return new RecordProblem(
                            RejectCode.UNKNOWN_FIELD,
                            "the target has no column for the result's key " + Names.quoted(field.getKey()));
                }
            }
            throw new IllegalStateException("every key has a column");
        }
    }
}
