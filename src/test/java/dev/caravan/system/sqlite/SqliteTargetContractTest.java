package dev.caravan.system.sqlite;

import dev.caravan.model.Existing;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.spi.TransactionalTargetContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteTargetContractTest extends TransactionalTargetContract {
    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeTable() {
        sample = new Sample(
                folder.resolve("v2.db"), "CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT, size INTEGER)");
    }

    @Override
    protected Target target(Existing existing, TargetTable table) {
        return sample.target(existing, table);
    }

    @Override
    protected List<String> things() {
        return sample.query("SELECT id, name, size FROM thing ORDER BY id");
    }
}
