package dev.caravan.cli;

import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.PostgresServer.Running;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL database to carry over, and the empty one that it goes to. */
@ExtendWith(PostgresServer.class)
abstract class PostgresqlInit {
    @TempDir
    Path folder;

    /** The address of the database to carry over. */
    String source;

    /** Reads the database to carry over. */
    InitScene v1;

    InitScene scene;

    @BeforeEach
    void makeScene(Running server) {
        source = server.database();
        v1 = new InitScene(folder, "", source);
        scene = new InitScene(folder, source, server.database());
    }
}
