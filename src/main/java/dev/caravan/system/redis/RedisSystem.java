package dev.caravan.system.redis;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
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
        KeyChoice choice = KeyChoice.of(export.tables().get(0), export.from().place());
        return new RedisSource(keep -> copies.take(server, choice, keep), copies::giveBack);
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        throw notBuilt(system);
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        throw notBuilt(into.into());
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new RedisCatalogue(RedisServer.of(system, ErrorCode.SOURCE_UNUSABLE), system.place());
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        throw new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "redis has no check '" + check + "'; take it out of 'verify'");
    }

    private CaravanException notBuilt(SystemSettings system) {
        return new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "redis is not written to in this version " + clock);
    }
}
