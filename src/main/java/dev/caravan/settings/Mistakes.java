package dev.caravan.settings;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that is wrong with one file, collected to be told at once. */
final class Mistakes {
    private static final int MOST = 200;

    private final String file;
    private final List<Mistake> found = new ArrayList<>();

    Mistakes(String file) {
        this.file = file;
    }

    void at(Place place, String text) {
        found.add(new Mistake(place, where(place), text));
    }

    /** A mistake outside the file, such as on the command line. */
    void elsewhere(String where, String text) {
        found.add(new Mistake(Place.START, where, text));
    }

    /** Ends the reading: what was found so far, and this one. */
    CaravanException fatal(Place place, String text) {
        at(place, text);
        return exception();
    }

    /** Takes over what was found in another file. */
    void include(Mistakes others) {
        found.addAll(others.found);
    }

    String where(Place place) {
        return file + ":" + place;
    }

    void raise() {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    private CaravanException exception() {
        List<String> lines = found.stream()
                .sorted(Comparator.comparing(Mistake::place))
                .map(mistake -> mistake.where() + ": " + oneLine(mistake.text()))
                .distinct()
                .toList();
        if (lines.size() > MOST) {
            List<String> cut = new ArrayList<>(lines.subList(0, MOST));
            cut.add(file + ": " + (lines.size() - MOST) + " more mistakes; mend these first");
            lines = cut;
        }
        return CaravanException.several(ErrorCode.FILE_INVALID, file, lines);
    }

    /** What stands in a file may hold control characters, which must not reach a terminal. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString();
    }

    private record Mistake(Place place, String where, String text) {}
}
