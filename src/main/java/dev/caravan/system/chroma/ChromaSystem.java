package dev.caravan.system.chroma;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.NearestNeighbours;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.Source;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chroma servers. One instance a process: it keeps the locks that let the writers of one collection wait for each other. */
public final class ChromaSystem implements SystemKind {
    private final WriteLocks locks = new WriteLocks();
    private final Clock clock;

    /**
     * The kind.
     *
     * @param clock tells the ledger's times
     */
    public ChromaSystem(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "chroma";
    }

    @Override
    public boolean singleWriter() {
        return true;
    }

    @Override
    public Source source(Pipeline.Export export) {
        return new ChromaSource(server(export.from(), ErrorCode.SOURCE_UNUSABLE), export.tables(), RowForm.plain());
    }

    @Override
    public Source glance(Pipeline.Export export) {
        Server server = server(export.from(), ErrorCode.SOURCE_UNUSABLE);
        return new ChromaSource(server, export.tables(), RowForm.withoutVectors());
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        CollectionNames names = CollectionNames.of(table);
        RowForm form = new RowForm(columns, key.get(key.size() - 1), names.several());
        return new ChromaSource(server(system, ErrorCode.TARGET_UNUSABLE), names.all(), form);
    }

    @Override
    public StoredForm storedForm(SystemSettings system, TargetTable table) {
        String id = table.key().get(table.key().size() - 1);
        return new ChromaForm(server(system, ErrorCode.TARGET_UNUSABLE), CollectionNames.of(table.table()), id);
    }

    @Override
    public List<String> key(Pipeline.Import into) {
        List<String> key = new ArrayList<>();
        if (CollectionNames.of(into.table()).several()) {
            key.add(RecordForm.COLLECTION);
        }
        if (into.key().size() > 1) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID,
                    into.into().place(),
                    "a record of a collection has one id, but 'key' of the import names "
                            + into.key().size() + " columns; name one");
        }
        key.add(into.key().isEmpty() ? RowForm.ID : into.key().get(0));
        return key;
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        for (TargetTable table : tables) {
            if (into.embed().isEmpty() && !CollectionNames.of(table.table()).several()) {
                CollectionSettings.mustAgree(
                        table.models(),
                        into.options().path("index"),
                        into.into().place());
            }
        }
        return new ChromaTarget(into, tables, locks, clock, server(into.into(), ErrorCode.TARGET_UNUSABLE));
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new ChromaCatalogue(server(system, ErrorCode.TARGET_UNUSABLE));
    }

    @Override
    public boolean searchable() {
        return true;
    }

    @Override
    public Optional<NearestNeighbours> neighbours(SystemSettings system) {
        return Optional.of(new ChromaNeighbours(server(system, ErrorCode.TARGET_UNUSABLE)));
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        throw new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "chroma has no check '" + check + "'; take it out of 'verify'");
    }

    @Override
    public Freeze freeze(SystemSettings system, JsonNode options) {
        return ChromaFreeze.of(
                system,
                options,
                () -> server(
                        new SystemSettings(
                                system.name(),
                                system.kind(),
                                options.path("through").asText(),
                                List.of(),
                                system.options(),
                                system.place()),
                        ErrorCode.SOURCE_UNUSABLE));
    }

    @Override
    public Snapshot snapshot(SystemSettings system) {
        return new ChromaSnapshot(() -> server(system, ErrorCode.SOURCE_UNUSABLE));
    }

    private Server server(SystemSettings system, ErrorCode unusable) {
        ChromaAddress address = ChromaAddress.of(system, unusable);
        return new Server(new ChromaHttp(address, new Patience(clock)));
    }
}
