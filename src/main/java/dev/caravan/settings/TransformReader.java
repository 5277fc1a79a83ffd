package dev.caravan.settings;

import dev.caravan.model.Transform;
import dev.caravan.model.Transform.Children;
import dev.caravan.model.Transform.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code transform:}. */
final class TransformReader {
    private final ColumnsReader columns = new ColumnsReader();

    Transform read(Section transform) {
        Section jq = transform.at("jq");
        boolean fields = transform.has("fields");
        if (transform.has("jq") && (fields || transform.has("children"))) {
            jq.mistakeAtKey("'jq' and 'fields' stand together; keep one of the two forms");
        } else if (transform.has("children") && !fields) {
            transform.at("children").mistakeAtKey("'children' needs 'fields' for the parent's row; add it");
        }
        if (fields) {
            return new Transform.Fields(columns.read(transform.at("fields")), children(transform.at("children")));
        }
        Jq.check(jq);
        return jq.text() == null ? new Transform.Copy() : new Transform.Jq(jq.text());
    }

    private List<Children> children(Section children) {
        List<Children> read = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        children.members().forEach((table, child) -> {
            String other = seen.putIfAbsent(table.toLowerCase(Locale.ROOT), table);
            if (other != null) {
                child.mistakeAtKey("child tables '" + other + "' and '" + table + "' differ in case only; keep one");
            }
            if (child.isMap()) {
                read.add(child(table, child));
            }
        });
        return read;
    }

    private Children child(String table, Section child) {
        List<Column> own = columns.read(child.at("fields"));
        Section parent = child.at("parent");
        Section number = child.at("number");
        refuseClash(parent, own);
        refuseClash(number, own);
        if (parent.text() != null && parent.text().equalsIgnoreCase(number.text())) {
            number.mistake("column '" + number.shown() + "' gets the parent's id already; name another column");
        }
        return new Children(table, columns.alternatives(child.at("each")), parent.text(), number.text(), own);
    }

    private static void refuseClash(Section column, List<Column> own) {
        boolean clash = own.stream().anyMatch(other -> other.name().equalsIgnoreCase(column.text()));
        if (clash) {
            column.mistake("column '" + column.shown() + "' stands in 'fields' too; take it out of one of them");
        }
    }
}
