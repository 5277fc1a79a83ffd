package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import dev.caravan.scaffold.End;
import dev.caravan.scaffold.Inspected;
import dev.caravan.scaffold.Scaffold;
import dev.caravan.scaffold.Warnings;
import dev.caravan.scaffold.Wishes;
import dev.caravan.scaffold.mariadb.MariaInspector;
import dev.caravan.scaffold.postgresql.PostgresqlInspector;
import dev.caravan.scaffold.sqlite.SqliteInspector;
import dev.caravan.system.jdbc.JdbcSystem;
import dev.caravan.system.postgresql.PostgresqlSystem;
import dev.caravan.system.sqlite.SqliteSystem;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code init SOURCE TARGET}: a ready migration file for a whole database. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at a database and writes the migration file and the SQL that carry all of it into PostgreSQL.",
            "Tables, types, defaults, keys, indexes, foreign keys, numbering, comments; what cannot be carried is listed as a",
            "warning. Reads every value of an SQLite file once, as its types may be anything, and tries all of it on the target",
            "in a transaction that is taken back. Writes nothing but files; run them with plan, run and verify."
        })
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Verbosity verbosity;

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "sqlite:PATH, jdbc:postgresql://host/database or jdbc:mariadb://host/database.")
    private String sourceText;

    @Parameters(index = "1", paramLabel = "TARGET", description = "jdbc:postgresql://host/database.")
    private String targetText;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The migration file (default: config/migrations/NAME.yaml by the source's name). Its SQL goes to"
                            + " sql/NAME of the config folder it lies in, else beside it.")
    private Path out;

    @Option(names = "--schema", paramLabel = "NAME", description = "Make the tables in this schema of the target.")
    private String schema = "";

    @Option(
            names = "--quote-identifiers",
            description = "Keep the source's names as they are; without it they are turned into snake_case.")
    private boolean quoted;

    @Option(names = "--views", description = "Copy views as tables; without it they are left out.")
    private boolean views;

    @Option(
            names = "--dates",
            description =
                    "Make columns of SQLite whose texts are all dates or times into such; without it they stay text.")
    private boolean dates;

    @Option(
            names = "--bits-as-numbers",
            description =
                    "Keep tinyint(1) and bit(1) of MariaDB as numbers; without it they become booleans where all values"
                            + " are 0 or 1.")
    private boolean bitsAsNumbers;

    @Option(names = "--force", description = "Write over files that are there.")
    private boolean force;

    @Override
    public Integer call() {
        verbosity.apply();
        End source = End.of(sourceText, "SOURCE");
        End target = End.of(targetText, "TARGET");
        if (!target.kind().equals("postgresql")) {
            throw new CaravanException(
                    ErrorCode.USAGE, "TARGET", "must be a PostgreSQL database: jdbc:postgresql://host/database");
        }
        Path file = out == null ? usualFile(source) : out;
        refuseExisting(file);
        Warnings warnings = new Warnings();
        Inspected found = inspect(source, warnings);
        try (Connection trial = new PostgresqlSystem(Clock.systemUTC()).trying(target.settings("v2", "TARGET"))) {
            Scaffold.Request request = new Scaffold.Request(file, schema, quoted, force);
            print(file, new Scaffold(source, target, request, warnings).make(found, trial));
            return 0;
        } catch (SQLException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE, target.toString(), "could not be looked at: " + e.getMessage(), e);
        }
    }

    /** Better said before everything is read. */
    private void refuseExisting(Path file) {
        if (!force && Files.exists(file)) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    file.toString(),
                    "is there already; name another --out, or write over it with --force");
        }
    }

    private static Path usualFile(End source) {
        String name = source.title().replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return Home.find()
                .root()
                .resolve("config")
                .resolve("migrations")
                .resolve((name.isEmpty() ? "migration" : name) + ".yaml");
    }

    private Inspected inspect(End source, Warnings warnings) {
        Wishes wishes = new Wishes(views, dates, !bitsAsNumbers);
        try (Connection connection = connect(source)) {
            return switch (source.kind()) {
                case "sqlite" -> new SqliteInspector(connection, wishes, warnings).inspect();
                case "postgresql" -> new PostgresqlInspector(connection, wishes, warnings).inspect();
                default -> new MariaInspector(connection, wishes, warnings).inspect();
            };
        } catch (SQLException e) {
            throw new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE, source.toString(), "could not be read: " + e.getMessage(), e);
        }
    }

    private static Connection connect(End source) {
        SystemSettings settings = source.settings("v1", "SOURCE");
        return switch (source.kind()) {
            case "sqlite" -> new SqliteSystem(Clock.systemUTC()).reading(settings);
            case "postgresql" -> new PostgresqlSystem(Clock.systemUTC()).reading(settings);
            default -> new JdbcSystem(Path.of("drivers")).reading(settings);
        };
    }

    private void print(Path file, Scaffold.Made made) {
        PrintWriter out = spec.commandLine().getOut();
        made.files().forEach(written -> out.println("wrote " + written));
        out.printf(
                "tables: %d, unique keys and indexes: %d, foreign keys: %d%n",
                made.tables(), made.indexes(), made.references());
        made.warnings().forEach(warning -> out.println("warning: " + warning));
        out.println("next: ./caravan plan " + file);
        out.flush();
    }
}
