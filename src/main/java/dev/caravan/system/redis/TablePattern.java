package dev.caravan.system.redis;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.List;

/**
 * The keys that rows of one table become. A table that is named by a pattern has the keys it describes; any other has keys
 * that begin with its name, with the key's values behind colons.
 *
 * @param table as it was named
 */
record TablePattern(String table, KeyPattern pattern) {
    /**
     * The pattern of a table.
     *
     * @param key the columns that identify a row
     */
    static TablePattern of(String table, List<String> key, String place) {
        KeyPattern named = new KeyPattern(table);
        if (named.parts().isEmpty() && !key.isEmpty()) {
            // The last part takes colons too: nothing follows that it could be taken for
            String parts = String.join("}:{", key);
            return new TablePattern(
                    table, new KeyPattern(table.replaceAll("([\\\\*?\\[\\]{}])", "\\\\$1") + ":{" + parts + "*}"));
        }
        if (!named.buildable()) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID,
                    place,
                    "keys cannot be made by the pattern '" + table
                            + "'; write them as session:{id}, or a plain name and 'key' of the import");
        }
        return new TablePattern(table, named);
    }

    KeyChoice choice() {
        return new KeyChoice(table, List.of(), List.of(pattern));
    }
}
