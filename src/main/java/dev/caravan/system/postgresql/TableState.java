package dev.caravan.system.postgresql;

import dev.caravan.relational.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a table holds: how many rows, and a digest. Where rows have a place in a file, the digest is the sum over each row's place
 * and the transaction that wrote it: no row can come, change or go without changing it, and no value has to be read. (A rewrite
 * of the file, as VACUUM FULL makes one, changes it too.) Elsewhere it is the sum over the rows' text.
 */
record TableState(long rows, String digest) {
    static TableState of(Connection connection, PgTable table) throws SQLException {
        String hash =
                switch (table.kind()) {
                    case 'r', 'm' -> "hashtidextended(t.ctid, t.xmin::text::bigint)";
                    case 'p' -> "hashtidextended(t.ctid, t.xmin::text::bigint + (t.tableoid::bigint << 32))";
                    default -> "hashtextextended(t::text, 0)";
                };
        return Sql.rows(
                        connection,
                        "SELECT count(*), coalesce(sum(" + hash + "), 0)::text FROM " + table.relation() + " AS t",
                        row -> new TableState(
                                row.getLong(1), table.kind() + ":" + row.getLong(1) + ":" + row.getString(2)))
                .get(0);
    }
}
