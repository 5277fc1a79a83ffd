package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** SQLite files full of oddities: what {@code init} makes of them runs as it stands, and is what was there. */
@ExtendWith(PostgresServer.class)
class InitSqliteIT {
    @TempDir
    private Path folder;

    private Sqlite v1;
    private InitScene scene;

    @BeforeEach
    void makeScene(PostgresServer.Running server) {
        Path file = folder.resolve("data of mine").resolve("v1 #1.db");
        assertThat(file.getParent().toFile().mkdirs()).isTrue();
        v1 = new Sqlite(file);
        scene = new InitScene(folder, "sqlite:" + file, server.database());
    }

    @Test
    void shouldCarryAShopWithKeysIndexesDefaultsAndNumbers() {
        v1.script(
                """
                CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, Name NVARCHAR(120));
                CREATE TABLE Album (
                  AlbumId INTEGER NOT NULL, Title NVARCHAR(160) NOT NULL, ArtistId INTEGER NOT NULL,
                  CONSTRAINT PK_Album PRIMARY KEY (AlbumId),
                  FOREIGN KEY (ArtistId) REFERENCES Artist (ArtistId) ON DELETE CASCADE ON UPDATE NO ACTION);
                CREATE INDEX IFK_AlbumArtistId ON Album (ArtistId);
                CREATE TABLE Track (
                  TrackId INTEGER PRIMARY KEY, Name TEXT NOT NULL, AlbumId INTEGER REFERENCES Album,
                  UnitPrice NUMERIC(10,2) NOT NULL DEFAULT 0.99 CHECK (UnitPrice >= 0),
                  Live BOOLEAN NOT NULL DEFAULT 0 CHECK (Live IN (0, 1)), Bytes INTEGER,
                  Added TEXT DEFAULT CURRENT_TIMESTAMP, Label TEXT DEFAULT 'it''s "new"',
                  Kilo INTEGER GENERATED ALWAYS AS (Bytes / 1000) VIRTUAL, UNIQUE (AlbumId, Name));
                CREATE INDEX track_live ON Track (UnitPrice DESC, Name) WHERE Live = 1;
                CREATE INDEX track_lower ON Track (lower(Name));
                CREATE TABLE Employee (
                  EmployeeId INTEGER PRIMARY KEY, ReportsTo INTEGER REFERENCES Employee (EmployeeId) DEFERRABLE INITIALLY DEFERRED);
                CREATE TABLE PlaylistTrack (
                  PlaylistId INTEGER NOT NULL, TrackId INTEGER NOT NULL REFERENCES Track,
                  PRIMARY KEY (PlaylistId, TrackId)) WITHOUT ROWID;
                CREATE TABLE Vacant (id INTEGER PRIMARY KEY, note TEXT, amount DECIMAL(8,3), at DATETIME);
                """);
        v1.run(
                "INSERT INTO Artist VALUES (1, 'AC/DC'), (2, 'Björk'), (7, NULL), (9, 'gone')",
                "DELETE FROM Artist WHERE ArtistId = 9",
                "INSERT INTO Album VALUES (1, 'High', 1), (2, 'Homogenic', 2)",
                "INSERT INTO Track (TrackId, Name, AlbumId, UnitPrice, Live, Bytes) VALUES (5, 'Jóga', 2, 1.29, 1, 12345678901),"
                        + " (6, 'TNT', 1, 5, 0, NULL)",
                "INSERT INTO Employee VALUES (1, 2), (2, 3), (3, NULL)",
                "INSERT INTO PlaylistTrack VALUES (1, 5), (1, 6)");

        List<String> warnings = scene.move();

        assertThat(warnings)
                .containsExactly(
                        "column 'Added' of table 'Track': holds texts that are all of type timestamp; it stays text"
                                + " without --dates");
        assertThat(scene.columns("track"))
                .containsExactly(
                        "track_id|bigint|t|d||null",
                        "name|text|t|||null",
                        "album_id|bigint|f|||null",
                        "unit_price|numeric(10,2)|t|||0.99",
                        "live|boolean|t|||false",
                        "bytes|bigint|f|||null",
                        "added|text|f|||to_char((now() AT TIME ZONE 'utc'::text), 'YYYY-MM-DD HH24:MI:SS'::text)",
                        "label|text|f|||'it''s \"new\"'::text",
                        "kilo|bigint|f||s|(bytes / 1000)");
        assertThat(scene.rows("SELECT * FROM track ORDER BY track_id"))
                .satisfiesExactly(
                        row -> assertThat(row)
                                .startsWith("5|Jóga|2|1.29|t|12345678901|2")
                                .endsWith("|it's \"new\"|12345678"),
                        row -> assertThat(row)
                                .startsWith("6|TNT|1|5.00|f|null|")
                                .endsWith("|null"));
        assertThat(scene.constraints("track"))
                .containsExactly(
                        "track_album_id_fkey|FOREIGN KEY (album_id) REFERENCES album(album_id)",
                        "track_album_id_name_key|UNIQUE (album_id, name)",
                        "track_check|CHECK ((unit_price >= (0)::numeric))",
                        "track_pkey|PRIMARY KEY (track_id)");
        assertThat(scene.indexes("track"))
                .containsExactly(
                        "CREATE INDEX track_live ON public.track USING btree (unit_price DESC, name) WHERE (live = true)",
                        "CREATE INDEX track_lower ON public.track USING btree (lower(name))");
        assertThat(scene.constraints("album"))
                .containsExactly(
                        "album_artist_id_fkey|FOREIGN KEY (artist_id) REFERENCES artist(artist_id) ON DELETE CASCADE",
                        "album_pkey|PRIMARY KEY (album_id)");
        assertThat(scene.constraints("employee"))
                .contains("employee_reports_to_fkey|FOREIGN KEY (reports_to) REFERENCES employee(employee_id)"
                        + " DEFERRABLE INITIALLY DEFERRED");
        assertThat(scene.rows("INSERT INTO artist (name) VALUES ('new') RETURNING artist_id"))
                .containsExactly("10");
        assertThat(scene.rows("INSERT INTO track (name) VALUES ('new') RETURNING track_id, live, unit_price"))
                .containsExactly("7|f|0.99");
        assertThat(scene.rows("SELECT * FROM playlist_track ORDER BY 2")).containsExactly("1|5", "1|6");
        assertThat(scene.columns("vacant"))
                .containsExactly(
                        "id|bigint|t|d||null",
                        "note|text|f|||null",
                        "amount|numeric(8,3)|f|||null",
                        "at|text|f|||null");
    }
}
