package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Where a value may be found, in order of preference. Used by several threads. */
final class Alternatives {
    private final List<Place> places;

    Alternatives(List<Transform.Alternative> alternatives, Paths paths) {
        this.places = alternatives.stream()
                .map(alternative -> new Place(
                        paths.slice(alternative.path()), Test.of(alternative.condition(), alternative.path(), paths)))
                .toList();
    }

    /** The first value that is present, not null, and meets its condition; null when there is none. */
    Slice choose(RecordState state) {
        for (int index = 0; index < places.size(); index++) {
            Place place = places.get(index);
            Slice slice = state.slice(place.slice);
            if (slice.present() && (place.test == null || place.test.passes(state))) {
                return slice;
            }
        }
        return null;
    }

    private record Place(int slice, Test test) {}

    /** A {@code when:} or {@code unless:}, about the key beside the value. */
    private record Test(int slice, Set<String> texts, boolean negated) {
        static Test of(Transform.Condition condition, List<String> path, Paths paths) {
            if (condition == null) {
                return null;
            }
            List<String> beside = new ArrayList<>(path.subList(0, path.size() - 1));
            beside.add(condition.key());
            Set<String> texts = condition.texts().stream()
                    .map(text -> text.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
            return new Test(paths.slice(beside), texts, condition.negated());
        }

        boolean passes(RecordState state) {
            Slice slice = state.slice(this.slice);
            return negated != (slice.token() == Token.STRING && texts.contains(lowerCase(slice)));
        }

        /** Half a surrogate pair is read as U+FFFD here: it matches nothing, and the record may pass without this key. */
        private static String lowerCase(Slice slice) {
            ByteText text = new ByteText();
            if (slice.escaped()) {
                Escapes.decodeLeniently(slice.bytes(), slice.start(), slice.end(), text);
            } else {
                text.add(slice.bytes(), slice.start(), slice.end());
            }
            return new String(text.bytes(), 0, text.length(), UTF_8).toLowerCase(Locale.ROOT);
        }
    }
}
