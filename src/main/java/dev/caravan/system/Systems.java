package dev.caravan.system;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SystemKind;
import dev.caravan.system.chroma.ChromaSystem;
import dev.caravan.system.files.FilesSystem;
import dev.caravan.system.jdbc.JdbcSystem;
import dev.caravan.system.neo4j.Neo4jSystem;
import dev.caravan.system.postgresql.PostgresqlSystem;
import dev.caravan.system.redis.RedisSystem;
import dev.caravan.system.sqlite.SqliteSystem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The kinds of systems that Caravan knows. A new kind is one more line here. Safe for use by several threads. */
public final class Systems {
    private final Map<String, SystemKind> kinds;

    /** Every kind, with the clock they tell time by. */
    public Systems(Clock clock) {
        kinds = List.of(
                        new ChromaSystem(clock),
                        new FilesSystem(clock),
                        new JdbcSystem(Path.of("drivers")),
                        new Neo4jSystem(clock),
                        new PostgresqlSystem(clock),
                        new RedisSystem(clock),
                        new SqliteSystem(clock))
                .stream()
                .collect(Collectors.toMap(SystemKind::name, kind -> kind, (one, two) -> one, TreeMap::new));
    }

    /**
     * The kind with this name.
     *
     * @throws CaravanException NOT_BUILT that lists the known ones
     */
    public SystemKind kind(String name) {
        SystemKind kind = kinds.get(name);
        if (kind == null) {
            throw new CaravanException(
                    ErrorCode.NOT_BUILT,
                    "systems",
                    "kind '" + name + "' is not built in this version; built: " + String.join(", ", kinds.keySet()));
        }
        return kind;
    }
}
