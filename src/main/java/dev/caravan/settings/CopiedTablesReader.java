package dev.caravan.settings;

import dev.caravan.model.CopiedTable;
import dev.caravan.model.CopiedTable.Column;
import dev.caravan.model.CopiedTable.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code tables:} of an export: names, and maps that say what changes on the way. */
final class CopiedTablesReader {
    private final Set<String> tables = new HashSet<>();
    private final Set<String> targets = new HashSet<>();

    List<CopiedTable> read(Section list) {
        List<CopiedTable> read = new ArrayList<>();
        for (Section one : list.elements()) {
            CopiedTable table = one.isMap() ? changed(one) : one.text() == null ? null : CopiedTable.plain(one.text());
            if (table != null) {
                refuseTwice(one, table);
                read.add(table);
            }
        }
        return read;
    }

    private void refuseTwice(Section one, CopiedTable table) {
        if (!tables.add(table.table())) {
            one.mistake("table '" + table.table() + "' stands in the list twice; keep one");
        } else if (!targets.add(table.as())) {
            one.mistake("two tables of the list go to '" + table.as() + "'; give one of them another 'as:'");
        }
    }

    private static CopiedTable changed(Section one) {
        String table = one.text("table");
        if (table == null) {
            return null;
        }
        String as = one.text("as");
        List<String> key = one.has("key") ? one.texts("key") : null;
        return new CopiedTable(table, as == null ? table : as, key, columns(one.at("columns")));
    }

    private static Map<String, Column> columns(Section section) {
        Map<String, Column> columns = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        section.members().forEach((column, to) -> {
            String name = to.isText() ? to.text() : to.text("name");
            Column read = new Column(name == null ? column : name, form(to.text("as")));
            if (!names.add(read.name())) {
                to.mistake("two columns become '" + read.name() + "'; give one of them another name");
            }
            columns.put(column, read);
        });
        return columns;
    }

    private static Form form(String word) {
        return switch (word == null ? "" : word) {
            case "text" -> Form.TEXT;
            case "bytes" -> Form.BYTES;
            default -> Form.SAME;
        };
    }
}
