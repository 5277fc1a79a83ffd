package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void shouldCarryWhatIsOddUnderItsOwnNames() {
        v1.script(
                """
                CREATE TABLE "order" ("select" INTEGER PRIMARY KEY, "it's" TEXT, "a ""b\""" TEXT, "x.y" TEXT, "ünï" TEXT, "{{now}}" TEXT);
                CREATE TABLE "Order Details" (OrderID INT, "Unit Price" REAL, PRIMARY KEY (OrderID)) WITHOUT ROWID;
                CREATE TABLE "日本 語" (k TEXT PRIMARY KEY, v);
                CREATE TABLE "a.b" (a INTEGER, B INTEGER, PRIMARY KEY (B, a));
                CREATE TABLE keyless (v TEXT, w INTEGER);
                CREATE TABLE nullkey (k TEXT PRIMARY KEY, v TEXT);
                CREATE TABLE mixed (id INTEGER PRIMARY KEY, any_thing, num NUMERIC, txt TEXT, "blob or not" BLOB, big INT, dbl DOUBLE);
                CREATE TABLE "%s" ("%s1" TEXT, "%s2" TEXT, id INTEGER PRIMARY KEY);
                CREATE TABLE left_ (id INTEGER PRIMARY KEY, r INTEGER REFERENCES right_ (id));
                CREATE TABLE right_ (id INTEGER PRIMARY KEY, l INTEGER REFERENCES left_ (id));
                CREATE TABLE orphan (id INTEGER PRIMARY KEY, o INTEGER REFERENCES right_ (id), gone INTEGER REFERENCES nowhere (id));
                CREATE TABLE folded (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE, other TEXT COLLATE NOCASE);
                CREATE INDEX folded_other ON folded (other);
                CREATE TABLE "" (b BLOB);
                CREATE TABLE nameless ("" INTEGER PRIMARY KEY, b BLOB);
                CREATE TABLE t1 (id INTEGER PRIMARY KEY, xmin TEXT DEFAULT (random()), d TEXT DEFAULT (datetime('now')) CHECK (d GLOB '2*'));
                """
                        .formatted("t".repeat(70), "c".repeat(70), "c".repeat(70)));
        v1.run(
                "INSERT INTO \"order\" VALUES (1, 'x', 'y', 'z', 'ü', '{{x}}'), (-5, NULL, '', '\\', 'a' || char(10) || 'b', '')",
                "INSERT INTO \"Order Details\" VALUES (1, 1.5), (2, 3)",
                "INSERT INTO \"日本 語\" VALUES ('ä', 1), ('Ä', 'text'), ('z', 2.5)",
                "INSERT INTO \"a.b\" VALUES (1, 2), (2, 1), (1, 1)",
                "INSERT INTO keyless VALUES ('a', 1), ('a', 1), (NULL, NULL), (NULL, NULL), ('b', 2)",
                "INSERT INTO nullkey VALUES (NULL, 'x'), (NULL, 'x'), ('k', 'y')",
                "INSERT INTO mixed VALUES (1, 1, 1.25, 'a', x'00ff', 9223372036854775807, 0.1), (2, 'two', 2, 'b', 'text',"
                        + " -9223372036854775808, 9e999), (3, x'33', 1e300, NULL, 5, NULL, -0.0)",
                "INSERT INTO \"" + "t".repeat(70) + "\" VALUES ('a', 'b', 1)",
                "INSERT INTO left_ VALUES (1, 1), (2, NULL)",
                "INSERT INTO right_ VALUES (1, 2)",
                "INSERT INTO orphan VALUES (1, 1, 5), (2, 99, NULL), (3, NULL, NULL)",
                "INSERT INTO folded VALUES (1, 'a', 'É'), (2, 'É', 'É'), (3, 'é', NULL)",
                "INSERT INTO nameless VALUES (7, x'c0')",
                "INSERT INTO t1 VALUES (1, 'x', '2020')");

        List<String> warnings = scene.move();

        assertThat(scene.rows("SELECT \"select\", it_s, a_b, x_y, \"ünï\", \"{{now}}\" FROM \"order\" ORDER BY 1"))
                .containsExactly("-5|null||\\|a\nb|", "1|x|y|z|ü|{{x}}");
        assertThat(scene.rows("SELECT * FROM order_details ORDER BY order_id")).containsExactly("1|1.5", "2|3");
        assertThat(scene.rows("SELECT * FROM \"日本_語\" ORDER BY v")).containsExactly("ä|1", "z|2.5", "Ä|text");
        assertThat(scene.rows("SELECT * FROM a_b ORDER BY b, a")).containsExactly("1|1", "2|1", "1|2");
        assertThat(scene.rows("SELECT v, w, count(*) FROM keyless GROUP BY 1, 2 ORDER BY 1"))
                .containsExactly("a|1|2", "b|2|1", "null|null|2");
        assertThat(scene.constraints("nullkey")).containsExactly("nullkey_k_key|UNIQUE (k)");
        assertThat(scene.rows("SELECT k, v, count(*) FROM nullkey GROUP BY 1, 2 ORDER BY 1"))
                .containsExactly("k|y|1", "null|x|2");
        assertThat(scene.rows("SELECT * FROM mixed ORDER BY id"))
                .containsExactly(
                        "1|\\x31|1.25|a|\\x00ff|9223372036854775807|0.1",
                        "2|\\x74776f|2|b|\\x74657874|-9223372036854775808|Infinity",
                        "3|\\x33|1" + "0".repeat(300) + "|null|\\x35|null|0");
        assertThat(scene.rows("SELECT * FROM " + "t".repeat(63))).containsExactly("a|b|1");
        assertThat(scene.constraints("left_"))
                .containsExactly("left__pkey|PRIMARY KEY (id)", "left__r_fkey|FOREIGN KEY (r) REFERENCES right_(id)");
        assertThat(scene.constraints("orphan"))
                .containsExactly(
                        "orphan_o_fkey|FOREIGN KEY (o) REFERENCES right_(id) NOT VALID",
                        "orphan_pkey|PRIMARY KEY (id)");
        assertThat(scene.indexes("folded"))
                .containsExactly(
                        "CREATE INDEX folded_other ON public.folded USING btree (lower((other COLLATE \"C\")))",
                        "CREATE UNIQUE INDEX folded_idx ON public.folded USING btree (lower((name COLLATE \"C\")))");
        assertThat(scene.rows("SELECT * FROM nameless")).containsExactly("7|\\xc0");
        assertThat(String.join("\n", warnings))
                .contains("table 'orphan': 1 rows name no row of 'right_' by (o)")
                .contains("table 'orphan': foreign key (gone) is left out, as table 'nowhere' is not there")
                .contains(
                        "column 'any_thing' of table 'mixed': holds 1 whole numbers, 1 texts, 1 blobs; all of them become bytes")
                .contains(
                        "column 'v' of table '日本 語': holds 1 whole numbers, 1 real numbers, 1 texts; all of them become texts")
                .contains("table 'keyless': has no key")
                .contains("table 'nullkey': has 2 NULLs in its primary key")
                .contains("column 'name' of table 'folded': compares its texts by NOCASE")
                .contains("column 'xmin' of table 't1': is called 'xmin_2', as 'xmin' is taken")
                .contains("column 'xmin' of table 't1': has lost its default")
                .contains("table 't1': check number 1 is left out")
                .contains("' is longer than PostgreSQL's 63 bytes");
    }

    @Test
    void shouldKeepLongTextsApartThatNoIndexOfTheTargetTakes() {
        v1.script(
                """
                CREATE TABLE page (id INTEGER PRIMARY KEY, url TEXT UNIQUE, host TEXT, path TEXT, UNIQUE (id, host));
                CREATE UNIQUE INDEX page_place ON page (host, path);
                CREATE INDEX page_url ON page (url);
                CREATE TABLE word (w TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID;
                """);
        String longText =
                "(SELECT group_concat(hex(randomblob(32)), '') FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT"
                        + " i + 1 FROM n WHERE i < 100) SELECT i FROM n))";
        v1.run(
                "INSERT INTO page VALUES (1, " + longText + ", 'a', 'x'), (2, 'short', 'a', " + longText
                        + "), (3, NULL, NULL, NULL)",
                "INSERT INTO word VALUES (" + longText + ", 1), ('b', 2)");

        List<String> warnings = scene.move();

        assertThat(scene.rows("SELECT id, length(url), length(path) FROM page ORDER BY id"))
                .containsExactly("1|6400|1", "2|5|6400", "3|null|null");
        assertThat(scene.rows("SELECT n, length(w) FROM word ORDER BY n")).containsExactly("1|6400", "2|1");
        assertThat(scene.indexes("page"))
                .containsExactlyInAnyOrder(
                        "CREATE INDEX page_url ON public.page USING hash (url)",
                        "CREATE UNIQUE INDEX page_idx ON public.page USING btree (md5(url))",
                        "CREATE UNIQUE INDEX page_place ON public.page USING btree (md5(host), md5(path))");
        assertThat(scene.indexes("word"))
                .containsExactly("CREATE UNIQUE INDEX word_idx ON public.word USING btree (md5(w))");
        assertThat(scene.constraints("page")).contains("page_id_host_key|UNIQUE (id, host)");
        assertThatThrownBy(() -> scene.rows("INSERT INTO page (url) SELECT url FROM page WHERE id = 1 RETURNING id"))
                .hasStackTraceContaining("page_idx");
        assertThat(String.join("\n", warnings))
                .contains("unique key (url) of table 'page': becomes a unique index over md5()")
                .contains("index 'page_place' of table 'page': becomes a unique index over md5()")
                .contains("primary key (w) of table 'word': becomes a unique index over md5()");
    }

    @Test
    void shouldKeepNamesAsTheyAreWhereAsked() {
        v1.script(
                """
                CREATE TABLE "Order Details" ("Unit Price" REAL, "OrderID" INTEGER PRIMARY KEY, "$$" TEXT, "{{x" TEXT);
                CREATE TABLE "sub.Table" ("OrderID" INTEGER UNIQUE REFERENCES "Order Details", "d'oh" TEXT NOT NULL DEFAULT '{{y}}');
                CREATE INDEX "My Index" ON "sub.Table" ("d'oh" COLLATE NOCASE);
                CREATE VIEW "Long Ones" AS SELECT "OrderID" AS "The ID", length("$$") AS long FROM "Order Details";
                CREATE VIEW "Nothing Special" AS SELECT 1 AS one FROM "Order Details";
                CREATE TRIGGER later AFTER INSERT ON "sub.Table" BEGIN SELECT 1; END;
                CREATE VIRTUAL TABLE found USING fts5 (body);
                INSERT INTO "Order Details" VALUES (1.5, 1, 'abc', '{{z}}'), (2.5, 2, 'd', NULL);
                INSERT INTO "sub.Table" VALUES (1, 'x'), (NULL, 'y');
                INSERT INTO found VALUES ('some');
                """);

        List<String> warnings = scene.move("--quote-identifiers", "--views", "--schema", "My Schema");

        assertThat(scene.rows("SELECT * FROM \"My Schema\".\"Order Details\" ORDER BY 2"))
                .containsExactly("1.5|1|abc|{{z}}", "2.5|2|d|null");
        assertThat(scene.rows("SELECT * FROM \"My Schema\".\"Long Ones\" ORDER BY 1"))
                .containsExactly("1|3", "2|1");
        assertThat(scene.constraints("\"My Schema\".\"sub.Table\""))
                .containsExactly(
                        "sub.Table_OrderID_fkey|FOREIGN KEY (\"OrderID\") REFERENCES \"My Schema\".\"Order Details\"(\"OrderID\")",
                        "sub.Table_OrderID_key|UNIQUE (\"OrderID\")");
        assertThat(scene.indexes("\"My Schema\".\"sub.Table\""))
                .containsExactly(
                        "CREATE INDEX \"My Index\" ON \"My Schema\".\"sub.Table\" USING btree (lower((\"d'oh\" COLLATE"
                                + " \"C\")))");
        assertThat(scene.columns("\"My Schema\".\"sub.Table\"")).contains("d'oh|text|t|||'{{y}}'::text");
        assertThat(warnings)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("table 'sub.Table': has no key: all its columns"),
                        line -> assertThat(line).startsWith("view 'Long Ones': is copied as a table"),
                        line -> assertThat(line).startsWith("view 'Nothing Special': is left out: no column"),
                        line -> assertThat(line).startsWith("trigger 'later' of 'sub.Table': is left out"),
                        line -> assertThat(line).startsWith("virtual table 'found': is left out"));
    }

    @Test
    void shouldMakeDatesOfTextsThatAllAreWhereAsked() {
        v1.script(
                """
                CREATE TABLE moments (
                  id INTEGER PRIMARY KEY, day DATE, at DATETIME DEFAULT CURRENT_TIMESTAMP, zoned TEXT, mixed TEXT, wrong DATE,
                  epoch TIMESTAMP, flag BOOLEAN, said BOOL, price DECIMAL(5,2), exact DECIMAL(5,2));
                INSERT INTO moments VALUES
                  (1, '2024-02-29', '2024-02-29 12:34:56', '2024-02-29T12:34:56.789Z', '2024-01-01', '2023-02-29', 1700000000, 1, 'true', 1.23, 1.5),
                  (2, NULL, '1969-12-31T23:59:59.123456', '2024-02-29 12:34:56+02:00', '2024-01-01 00:00:00', '2023-02-28', 0, 0, 'f', 1.234, 7);
                """);

        List<String> warnings = scene.move("--dates");

        assertThat(scene.columns("moments"))
                .containsExactly(
                        "id|bigint|t|d||null",
                        "day|date|f|||null",
                        "at|timestamp without time zone|f|||(now() AT TIME ZONE 'utc'::text)",
                        "zoned|timestamp with time zone|f|||null",
                        "mixed|text|f|||null",
                        "wrong|text|f|||null",
                        "epoch|bigint|f|||null",
                        "flag|boolean|f|||null",
                        "said|boolean|f|||null",
                        "price|numeric|f|||null",
                        "exact|numeric(5,2)|f|||null");
        assertThat(
                        scene.rows(
                                "SELECT day, at, zoned AT TIME ZONE 'utc', wrong, flag, said, price, exact FROM moments ORDER BY id"))
                .containsExactly(
                        "2024-02-29|2024-02-29 12:34:56|2024-02-29 12:34:56.789|2023-02-29|t|t|1.23|1.50",
                        "null|1969-12-31 23:59:59.123456|2024-02-29 10:34:56|2023-02-28|f|f|1.234|7.00");
        assertThat(warnings)
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("'wrong'").contains("not all of its texts are of one form"),
                        line -> assertThat(line).contains("'epoch'").contains("holds numbers; it stays bigint"),
                        line -> assertThat(line).contains("'price'").contains("numbers that are not DECIMAL(5,2)"));
    }

    @Test
    void shouldWriteNothingOverAFileAndNoPassword() throws Exception {
        v1.script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        Called first = scene.init();
        Called second = scene.init();
        Called forced = scene.init("--force");
        InitScene secret =
                new InitScene(folder.resolve("other"), "sqlite:" + v1.file(), scene.target() + "&password=s3cr%26t");
        Called hidden = secret.init();

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(second.exit()).isEqualTo(2);
        assertThat(second.errLines())
                .containsExactly("USAGE " + scene.file()
                        + ": is there already; name another --out, or write over it with --force");
        assertThat(forced.exit()).isZero();
        assertThat(hidden.exit()).as(hidden.err()).isZero();
        assertThat(secret.files() + hidden.out())
                .doesNotContain("s3cr")
                .contains("password: \"{{env:V2_PASSWORD}}\"")
                .contains("user: \"postgres\"");
    }

    @Test
    void shouldSayWhatIsWrongWithTheEnds() {
        Called none = Called.here("init", "sqlite:" + folder.resolve("none.db"), scene.target(), "--out", scene.file());
        v1.script("CREATE VIEW v AS SELECT 1");
        Called empty = scene.init();
        Called kind = Called.here("init", "oracle:x:secret", scene.target());
        Called target = Called.here("init", "sqlite:" + v1.file(), "sqlite:x.db");

        assertThat(none.err())
                .startsWith("SOURCE_UNUSABLE " + folder.resolve("none.db"))
                .contains("there is no such file");
        assertThat(empty.err()).startsWith("SOURCE_UNUSABLE ").contains("there is no table to carry over");
        assertThat(kind.exit()).isEqualTo(2);
        assertThat(kind.err())
                .startsWith("USAGE SOURCE: is none of sqlite:PATH")
                .doesNotContain("secret");
        assertThat(target.err()).startsWith("USAGE TARGET: must be a PostgreSQL database");
    }
}
