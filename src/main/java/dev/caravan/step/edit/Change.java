package dev.caravan.step.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a step wants of the text of a file: keys set, keys removed, texts replaced. */
final class Change {
    private final FileForm form;
    private final JsonNode options;

    Change(FileForm form, JsonNode options) {
        this.form = form;
        this.options = options;
    }

    /** The text as it is wanted. */
    String apply(String text) throws FileForm.Unfit {
        String changed = text;
        for (Map.Entry<String, JsonNode> one : options.path("set").properties()) {
            changed = set(changed, one.getKey(), one.getValue());
        }
        for (String key : removed()) {
            changed = cut(changed, key);
        }
        for (Map.Entry<String, JsonNode> one : options.path("replace").properties()) {
            if (!changed.contains(one.getKey())) {
                throw new FileForm.Unfit("the text of replace: is not in it: '" + shown(one.getKey()) + "'");
            }
            changed = changed.replace(one.getKey(), one.getValue().asText());
        }
        return changed;
    }

    /** Every place of a key that counts gets the value; a key that is not there comes to the end. */
    private String set(String text, String key, JsonNode value) throws FileForm.Unfit {
        List<Entry> places = form.find(text, key);
        if (places.isEmpty()) {
            return form.add(text, key, value);
        }
        String changed = text;
        for (int i = places.size() - 1; i >= 0; i--) {
            Entry place = places.get(i);
            String own = form.render(value, place.value(text), place.prefix());
            String gap = place.valueBegin() > 0 && text.charAt(place.valueBegin() - 1) == ':' ? " " : "";
            changed = changed.substring(0, place.valueBegin()) + gap + own + changed.substring(place.valueEnd());
        }
        return changed;
    }

    private String cut(String text, String key) throws FileForm.Unfit {
        List<Entry> places = form.find(text, key);
        String changed = text;
        for (int i = places.size() - 1; i >= 0; i--) {
            changed = form.cut(changed, places.get(i));
        }
        return changed;
    }

    /**
     * Takes this change back in a text that somebody else has changed as well since.
     *
     * @param before the text before the change
     * @param after the text right behind it
     * @param now the text as it is
     * @throws FileForm.Unfit when a place of this change is not as it was left
     */
    String takeBack(String before, String after, String now) throws FileForm.Unfit {
        String back = now;
        List<String> keys = new ArrayList<>(removed());
        options.path("set").fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            back = takeBack(key, before, after, back);
        }
        for (Map.Entry<String, JsonNode> one : options.path("replace").properties()) {
            String left = one.getValue().asText();
            if (left.isEmpty() || count(back, left) != count(after, left) || count(before, left) > 0) {
                throw new FileForm.Unfit("what replace: put there is not as it was left: '" + shown(left) + "'");
            }
            back = back.replace(left, one.getKey());
        }
        return back;
    }

    private String takeBack(String key, String before, String after, String now) throws FileForm.Unfit {
        List<String> left = values(after, key);
        if (!left.equals(values(now, key))) {
            throw new FileForm.Unfit("key '" + key + "' is not as it was left");
        }
        List<String> old = values(before, key);
        List<Entry> places = form.find(now, key);
        if (old.isEmpty()) {
            return cut(now, key);
        }
        if (places.size() != old.size()) {
            throw new FileForm.Unfit("key '" + key + "' stood elsewhere");
        }
        String back = now;
        for (int i = places.size() - 1; i >= 0; i--) {
            Entry place = places.get(i);
            back = back.substring(0, place.valueBegin()) + old.get(i) + back.substring(place.valueEnd());
        }
        return back;
    }

    private List<String> values(String text, String key) throws FileForm.Unfit {
        return form.find(text, key).stream().map(place -> place.value(text)).toList();
    }

    private List<String> removed() {
        List<String> keys = new ArrayList<>();
        JsonNode remove = options.path("remove");
        if (remove.isTextual()) {
            keys.add(remove.textValue());
        }
        remove.forEach(key -> keys.add(key.asText()));
        return keys;
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static String shown(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > 60 ? line.substring(0, 60) + "..." : line;
    }
}
