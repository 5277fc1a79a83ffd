package dev.caravan.system.redis;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.Source;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.time.Clock;
import java.util.List;

/** Redis servers, from version 4 on. One instance a process: it keeps the copies of keys that several readers share. */
public final class RedisSystem implements SystemKind {
    private final KeyCopies copies = new KeyCopies();
    private final Clock clock;

    /**
     * The kind.
     *
     * @param clock tells the ledger's times
     */
    public RedisSystem(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Source source(Pipeline.Export export) {
        RedisServer server = RedisServer.of(export.from(), ErrorCode.SOURCE_UNUSABLE);
        KeyChoice choice =
                KeyChoice.of(export.tables().get(0), export.from().place()).only(export.types());
        return new RedisSource(keep -> copies.take(server, choice, keep), copies::giveBack);
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        RedisServer server = RedisServer.of(system, ErrorCode.TARGET_UNUSABLE);
        TablePattern pattern = TablePattern.of(table, key, system.place());
        ScanShape shape = new ScanShape(columns, key, pattern, server.texts());
        return new RedisSource(keep -> KeyCopies.alone(server, pattern.choice(), shape), KeyCopy::close);
    }

    @Override
    public StoredForm storedForm(SystemSettings system, TargetTable table) {
        TablePattern pattern = TablePattern.of(table.table(), table.key(), system.place());
        return new RedisForm(pattern, RedisServer.of(system, ErrorCode.TARGET_UNUSABLE), clock);
    }

    @Override
    public List<String> key(Pipeline.Import into) {
        List<String> parts = new KeyPattern(into.table()).parts();
        return parts.isEmpty() ? into.key() : parts;
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        return new RedisTarget(into, tables, RedisServer.of(into.into(), ErrorCode.TARGET_UNUSABLE), clock);
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new RedisCatalogue(RedisServer.of(system, ErrorCode.SOURCE_UNUSABLE), system.place());
    }

    @Override
    public Snapshot snapshot(SystemSettings system) {
        return new RedisSnapshot(RedisServer.of(system, ErrorCode.IO_FAILED));
    }

    @Override
    public Freeze freeze(SystemSettings system, JsonNode options) {
        RedisServer server = RedisServer.of(system, ErrorCode.IO_FAILED);
        JsonNode as = options.path("as");
        String user = as.path("user").asText("");
        return new RedisFreeze(
                server,
                user.isEmpty() ? server : server.as(user, as.path("password").asText("")));
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        throw new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "redis has no check '" + check + "'; take it out of 'verify'");
    }
}
