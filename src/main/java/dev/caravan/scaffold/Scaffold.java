package dev.caravan.scaffold;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a migration file and its SQL for what was found in a source. */
public final class Scaffold {
    private static final String CONFIG = "config";

    private final End source;
    private final End target;
    private final Request request;
    private final Warnings warnings;

    /**
     * A scaffold; nothing is written yet.
     *
     * @param warnings where what was found in the source is told already
     */
    public Scaffold(End source, End target, Request request, Warnings warnings) {
        this.source = source;
        this.target = target;
        this.request = request;
        this.warnings = warnings;
    }

    /**
     * What is to be written where.
     *
     * @param out the migration file
     * @param schema where tables are made; empty for the usual place
     * @param quoted true to keep the source's names
     * @param force true to write over files that are there
     */
    public record Request(Path out, String schema, boolean quoted, boolean force) {}

    /** What was written. */
    public record Made(List<Path> files, int tables, int references, int indexes, List<String> warnings) {}

    /**
     * Tries everything on the target, and writes the files.
     *
     * @param trial a connection to the target, or to another database of its server where there is no such yet
     * @throws CaravanException USAGE when a file is there already; SOURCE_UNUSABLE when there is nothing to carry
     */
    public Made make(Inspected found, Connection trial) throws SQLException {
        if (found.relations().isEmpty()) {
            throw new CaravanException(
                    ErrorCode.SOURCE_UNUSABLE,
                    source.toString(),
                    "there is no table to carry over; check the database");
        }
        TargetNames names = new TargetNames(
                request.quoted(),
                request.schema(),
                new HashSet<>(Sql.rows(
                        trial, "SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'", row -> row.getString(1))),
                warnings);
        List<Relation> named = new Naming(names, warnings).named(found.relations());
        Inspected made = new Trial(trial, names, warnings).accepted(found, named);
        List<Relation> accepted = made.relations();
        tellOfTables(trial, names, accepted);
        Map<Path, String> files = files(names, made);
        new Output(request.force()).write(files);
        return new Made(
                List.copyOf(files.keySet()),
                accepted.size(),
                accepted.stream().mapToInt(one -> one.references().size()).sum(),
                accepted.stream()
                        .mapToInt(one -> one.indexes().size() + one.uniques().size())
                        .sum(),
                warnings.list());
    }

    private void tellOfTables(Connection trial, TargetNames names, List<Relation> relations) throws SQLException {
        for (Relation relation : relations) {
            if (Sql.one(trial, "SELECT count(to_regclass(?))", names.tableSql(relation.name())) > 0) {
                warnings.add(
                        "table '" + names.table(relation.name()) + "' of the target",
                        "is there already: it stays as it is, and rows that clash with others are rejected");
            }
        }
        trial.rollback();
    }

    private Map<Path, String> files(TargetNames names, Inspected found) {
        String title = request.out().getFileName().toString().replaceFirst("\\.ya?ml$", "");
        String safe = title.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        String name = safe.isEmpty() ? "migration" : safe.substring(0, Math.min(128, safe.length()));
        Path folder = folder(name);
        Path config = config();
        String spoken =
                config == null ? folder.toString() : config.relativize(folder).toString();
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(
                request.out(),
                new MigrationText(name, names)
                        .text(source, target, spoken, found.options(), found.relations(), warnings.list()));
        files.put(folder.resolve("tables.sql"), tables(names, found));
        files.put(folder.resolve("keys.sql"), keys(names, found.relations()));
        return files;
    }

    private Path folder(String name) {
        Path config = config();
        Path beside = request.out().toAbsolutePath().normalize().getParent();
        return (config == null ? beside : config).resolve("sql").resolve(name);
    }

    /** The config folder that the file lies below, or null; paths of its SQL begin there. */
    private Path config() {
        Path at = request.out().toAbsolutePath().normalize().getParent();
        while (at != null && !at.endsWith(CONFIG)) {
            at = at.getParent();
        }
        return at;
    }

    private String tables(TargetNames names, Inspected found) {
        Ddl ddl = new Ddl(names);
        List<String> statements = new ArrayList<>();
        found.before().forEach(need -> statements.add(need.sql()));
        if (!request.schema().isEmpty()) {
            statements.add(0, "CREATE SCHEMA IF NOT EXISTS " + names.sql(request.schema()));
        }
        for (Relation relation : found.relations()) {
            statements.add(ddl.table(relation));
            statements.addAll(ddl.comments(relation));
        }
        return text("The tables, before the first row.", statements);
    }

    private static String keys(TargetNames names, List<Relation> relations) {
        Ddl ddl = new Ddl(names);
        List<String> statements = new ArrayList<>();
        for (Relation relation : relations) {
            relation.uniques().forEach(unique -> statements.add(ddl.unique(relation, unique)));
            relation.indexes().forEach(index -> statements.add(ddl.index(relation, index)));
        }
        for (Relation relation : relations) {
            relation.references().forEach(reference -> statements.add(ddl.reference(relation, reference)));
        }
        return text("Unique keys, indexes and foreign keys, once all rows are there. May run again.", statements);
    }

    private static String text(String head, List<String> statements) {
        StringBuilder text = new StringBuilder("-- ").append(head).append('\n');
        statements.forEach(statement -> text.append('\n').append(statement).append(";\n"));
        return text.toString();
    }

    /** Writes files, all of them or none where one is there already. */
    private record Output(boolean force) {
        void write(Map<Path, String> files) {
            List<String> there = files.keySet().stream()
                    .filter(file -> !force && Files.exists(file))
                    .map(file -> file + ": is there already; name another --out, or write over it with --force")
                    .toList();
            if (!there.isEmpty()) {
                throw CaravanException.several(ErrorCode.USAGE, "--out", there);
            }
            files.forEach(Output::write);
        }

        private static void write(Path file, String text) {
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new CaravanException(
                        ErrorCode.IO_FAILED, file.toString(), "cannot be written (" + e + "); check the folder", e);
            }
        }
    }
}
