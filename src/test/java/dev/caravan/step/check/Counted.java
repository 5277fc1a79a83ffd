package dev.caravan.step.check;

import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.util.List;
import java.util.Optional;

/** A system with tables that only can be counted. */
final class Counted implements SystemKind {
    @Override
    public String name() {
        return "counted";
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new Catalogue() {
            @Override
            public Optional<TableShape> table(String name) {
                return Optional.empty();
            }

            @Override
            public boolean has(String table) {
                return !table.startsWith("no ");
            }

            @Override
            public long count(String table) {
                return switch (table) {
                    case "core" -> 3000;
                    case "docs" -> 2099;
                    default -> 0;
                };
            }

            @Override
            public void close() {
                // Holds nothing
            }
        };
    }

    @Override
    public Source source(Pipeline.Export export) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        throw new UnsupportedOperationException();
    }
}
