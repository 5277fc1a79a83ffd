package dev.caravan.system.postgresql;

import dev.caravan.model.Existing;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.spi.TransactionalTargetContract;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresServer.class)
class PostgresqlTargetContractIT extends TransactionalTargetContract {
    private Sample sample;

    @BeforeEach
    void makeTable(PostgresServer.Running server) {
        sample = new Sample(server, "CREATE TABLE thing (id text PRIMARY KEY, name text, size bigint)");
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
