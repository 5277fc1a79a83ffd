package dev.caravan.system.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.time.Clock;
import java.util.List;

/**
 * JSON files below a folder; a source only.
 *
 * <p>An entry of {@code systems:} may set {@code max-record-bytes}, the longest record that is kept (default 16777216).
 */
public final class FilesSystem implements SystemKind {
    private static final String MAX_RECORD_BYTES = "max-record-bytes";

    private final Clock clock;

    /** The kind, with the clock that tells how old a file's last change is. */
    public FilesSystem(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "files";
    }

    /** A source for {@code export.files()}; FILE_INVALID when one of them is no glob below the folder. */
    @Override
    public Source source(Pipeline.Export export) {
        SystemSettings from = export.from();
        if (export.files().isEmpty()) {
            throw invalid(from, "an export from '" + from.name() + "' needs files: [GLOB, ...]");
        }
        List<Glob> globs = export.files().stream().map(glob -> glob(from, glob)).toList();
        return new FilesSource(from.name(), from.address(), globs, limits(from), clock);
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        throw notBuilt(system.name(), "table to verify");
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        throw notBuilt(into.into().name(), "target side");
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        throw notBuilt(system.name(), "catalogue of tables");
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        throw notBuilt(system.name(), "check '" + check + "'");
    }

    @Override
    public Snapshot snapshot(SystemSettings system) {
        return new FilesSnapshot(system.address());
    }

    private static Glob glob(SystemSettings from, String glob) {
        try {
            return new Glob(glob);
        } catch (IllegalArgumentException e) {
            throw invalid(from, "the glob '" + glob + "' for '" + from.name() + "' " + e.getMessage());
        }
    }

    private static Limits limits(SystemSettings from) {
        JsonNode most = from.options() == null ? null : from.options().get(MAX_RECORD_BYTES);
        if (most == null) {
            return Limits.DEFAULT;
        }
        if (!most.canConvertToInt() || !most.isIntegralNumber() || most.intValue() < 1 || most.intValue() > 1 << 29) {
            throw invalid(from, MAX_RECORD_BYTES + " must be a whole number from 1 to " + (1 << 29));
        }
        return Limits.DEFAULT.withRecordBytes(most.intValue());
    }

    private static CaravanException invalid(SystemSettings from, String message) {
        return new CaravanException(ErrorCode.FILE_INVALID, from.place(), message);
    }

    private static CaravanException notBuilt(String system, String side) {
        return new CaravanException(
                ErrorCode.NOT_BUILT, system, "the kind 'files' has no " + side + "; it can only be exported from");
    }
}
