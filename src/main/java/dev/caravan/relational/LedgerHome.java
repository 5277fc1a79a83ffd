package dev.caravan.relational;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;

/**
 * Where a ledger lives, and what differs from database to database.
 *
 * @param where for people: a path, or a server and database
 * @param prefix the schema before each table's name, with its dot
 * @param exists counts the table {@code caravan_pipeline}: 1 when it is there
 * @param create makes the tables that are not there
 * @param lock stands at the end of a query to keep others from changing its row before the commit; may be empty
 */
public record LedgerHome(String where, String prefix, String exists, String create, String lock) {
    CaravanException error(ErrorCode code, String message, Throwable cause) {
        return new CaravanException(code, where, message, cause);
    }
}
