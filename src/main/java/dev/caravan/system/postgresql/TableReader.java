package dev.caravan.system.postgresql;

import dev.caravan.relational.SeenTables;
import dev.caravan.relational.Sql;
import dev.caravan.system.postgresql.PgTable.ForeignKey;
import dev.caravan.system.postgresql.type.PgType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the catalogue of one connection. A name is only ever a parameter here. */
final class TableReader implements SeenTables<PgTable> {
    private static final String KINDS = "('r', 'p', 'v', 'm', 'f')";

    private final Connection connection;
    private final Map<Long, PgType> types = new HashMap<>();

    TableReader(Connection connection) {
        this.connection = connection;
    }

    @Override
    public List<String> names() throws SQLException {
        return Sql.rows(
                connection,
                "SELECT relname FROM pg_class WHERE relkind IN " + KINDS + " AND pg_table_is_visible(oid) AND"
                        + " relnamespace <>"
                        + " 'pg_catalog'::regnamespace AND relname"
                        + " NOT LIKE 'caravan\\_%' ORDER BY 1",
                row -> row.getString(1));
    }

    /** The table or view with exactly this name: in the search path, or behind its schema and a dot. */
    @Override
    public Optional<PgTable> table(String name) throws SQLException {
        return Sql.rows(
                        connection,
                        "SELECT c.oid, n.nspname, c.relname, c.relkind, EXISTS (SELECT FROM pg_trigger t WHERE"
                                + " t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D') FROM pg_class c"
                                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN " + KINDS
                                + " AND (c.relname = ? AND pg_table_is_visible(c.oid) OR n.nspname || '.' || c.relname"
                                + " = ?) ORDER BY pg_table_is_visible(c.oid) DESC LIMIT 1",
                        row -> table(name, row),
                        name,
                        name)
                .stream()
                .findFirst();
    }

    /**
     * The table as it is read beside others of the same pipeline: with the rows of the tables that inherit from it, as a query
     * has it, unless one of these is read by itself.
     */
    PgTable beside(PgTable table, Collection<String> others) throws SQLException {
        List<Long> heirs = table.kind() != 'r'
                ? List.of()
                : Sql.rows(
                        connection,
                        "WITH RECURSIVE heir AS (SELECT inhrelid FROM pg_inherits WHERE inhparent = ? UNION SELECT i.inhrelid FROM"
                                + " pg_inherits i JOIN heir h ON i.inhparent = h.inhrelid) SELECT inhrelid FROM heir",
                        row -> row.getLong(1),
                        table.oid());
        if (heirs.isEmpty()) {
            return table;
        }
        for (String other : others) {
            if (table(other).filter(found -> heirs.contains(found.oid())).isPresent()) {
                return table.alone();
            }
        }
        return table.withHeirs();
    }

    private PgTable table(String name, ResultSet row) throws SQLException {
        long oid = row.getLong(1);
        return new PgTable(
                oid,
                name,
                Sql.quoted(row.getString(2)) + "." + Sql.quoted(row.getString(3)),
                row.getString(4).charAt(0),
                columns(oid),
                keys(oid, "indisprimary").stream().findFirst().orElse(List.of()),
                keys(oid, "indisunique AND indisvalid AND indimmediate AND indpred IS NULL AND indexprs IS NULL"),
                foreignKeys(oid),
                row.getBoolean(5),
                deferred(oid));
    }

    private List<PgColumn> columns(long table) throws SQLException {
        return Sql.rows(
                connection,
                "SELECT a.attname, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
                        + " a.atthasdef, a.attidentity <> '', a.attgenerated <> '', a.attidentity = 'a', coalesce((SELECT CASE WHEN"
                        + " l.collprovider = 'd' THEN d.datcollate ELSE l.collcollate END IN ('C', 'POSIX') FROM pg_collation l,"
                        + " pg_database d WHERE l.oid = a.attcollation AND d.datname = current_database()), false) FROM"
                        + " pg_attribute a WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
                row -> {
                    boolean generated = row.getBoolean(8);
                    boolean notNull = row.getBoolean(5);
                    boolean filled = row.getBoolean(6) || row.getBoolean(7);
                    return new PgColumn(
                            row.getString(1),
                            type(row.getLong(2), row.getInt(3), row.getString(4)),
                            notNull && !filled,
                            !notNull,
                            generated,
                            row.getBoolean(9),
                            row.getBoolean(10));
                },
                table);
    }

    private PgType type(long oid, int modifier, String name) throws SQLException {
        PgType known = types.get(oid);
        if (known == null) {
            known = Sql.rows(
                            connection,
                            "SELECT t.typtype, t.typelem, t.typbasetype, t.typtypmod, coalesce((SELECT p.proname FROM"
                                    + " pg_proc p WHERE p.oid = t.typreceive), ''), format_type(t.oid, -1),"
                                    + " ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid"
                                    + " ORDER BY e.enumsortorder)::text[] FROM pg_type t WHERE t.oid = ?",
                            row -> type(oid, row),
                            oid)
                    .get(0);
            types.put(oid, known);
        }
        return new PgType(known.oid(), name, known.receive(), modifier, known.element(), known.base(), known.labels());
    }

    private PgType type(long oid, ResultSet row) throws SQLException {
        boolean array = row.getString(5).equals("array_recv");
        boolean domain = row.getString(1).equals("d");
        long element = row.getLong(2);
        long base = row.getLong(3);
        int baseModifier = row.getInt(4);
        String receive = row.getString(5);
        String name = row.getString(6);
        List<String> labels = texts(row.getArray(7));
        return new PgType(
                (int) oid,
                name,
                receive,
                -1,
                array ? type(element, -1, name) : null,
                domain ? type(base, baseModifier, name) : null,
                labels);
    }

    private List<List<String>> keys(long table, String condition) throws SQLException {
        return Sql.rows(
                connection,
                "SELECT ARRAY(SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)"
                        + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number"
                        + " WHERE k.place <= i.indnkeyatts ORDER BY k.place)::text[] FROM pg_index i"
                        + " WHERE i.indrelid = ? AND " + condition + " ORDER BY i.indisprimary DESC, i.indexrelid",
                row -> texts(row.getArray(1)),
                table);
    }

    private List<ForeignKey> foreignKeys(long table) throws SQLException {
        String columns =
                "ARRAY(SELECT a.attname FROM unnest(%s) WITH ORDINALITY AS k (number, place) JOIN pg_attribute a"
                        + " ON a.attrelid = %s AND a.attnum = k.number ORDER BY k.place)::text[]";
        return Sql.rows(
                connection,
                "SELECT f.conname, " + String.format(columns, "f.conkey", "f.conrelid") + ", c.relname, n.nspname, "
                        + String.format(columns, "f.confkey", "f.confrelid") + ", f.condeferred FROM pg_constraint f"
                        + " JOIN pg_class c ON c.oid = f.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE f.conrelid = ? AND f.contype = 'f' AND f.conparentid = 0 ORDER BY f.conname",
                row -> new ForeignKey(
                        row.getString(1),
                        texts(row.getArray(2)),
                        row.getString(3),
                        Sql.quoted(row.getString(4)) + "." + Sql.quoted(row.getString(3)),
                        texts(row.getArray(5)),
                        row.getBoolean(6)),
                table);
    }

    private List<String> deferred(long table) throws SQLException {
        return Sql.rows(
                connection,
                "SELECT n.nspname, f.conname FROM pg_constraint f JOIN pg_namespace n ON n.oid = f.connamespace"
                        + " WHERE f.conrelid = ? AND f.contype <> 'f' AND f.condeferred ORDER BY 2",
                row -> Sql.quoted(row.getString(1)) + "." + Sql.quoted(row.getString(2)),
                table);
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
