package dev.caravan.phrase;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds noun phrases without knowing a grammar: what stands between punctuation and the small words of English, which verbs and
 * adverbs of everyday talk are counted among, at most three words of it.
 */
final class NounPhrases {
    private static final int LONGEST = 3;
    private static final int LEAST_LETTERS = 3;
    private static final int MOST_LETTERS = 80;

    private static final Set<String> SMALL =
            Set.of(("a about above after again against all almost already also always am an and"
                            + " another any anything are around as ask asked at away back be because been before begin being below"
                            + " best better between both but by call called came can cannot come could did do does doing done down"
                            + " during each either else ever every everything explain feel few find first for found from gave get"
                            + " gets getting give given go goes going gone good got had has have having he hear help her here hers"
                            + " him his how however i if in into is it its just keep kind know known last later learn learned"
                            + " learning least less let like little long look looking lot made make makes making many may maybe me"
                            + " mean means might mine more most much must my need needs never new next no nor not nothing now of off"
                            + " often oh ok okay old on once one only or other our out over own perhaps please put quite rather"
                            + " read reading really right said same saw say see seem seems seen shall she should show since so some"
                            + " someone something sometimes soon start still such sure take taken talk tell than thank thanks that"
                            + " the their them then there these they thing things think this those though thought through to"
                            + " together told too took try trying two under understand until up upon us use used uses using very"
                            + " want wants was way we well went were what when where whether which while who whom whose why will"
                            + " with within without wonder work would yes yet you your")
                    .split(" "));

    private NounPhrases() {}

    /** How often each phrase stands in a text, in the order in which they first do. */
    static Map<String, Integer> of(String text) {
        Map<String, Integer> found = new LinkedHashMap<>();
        List<String> run = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int at = 0; at <= text.length(); ) {
            int next = at == text.length() ? '.' : text.codePointAt(at);
            at += Character.charCount(next);
            if (Character.isLetterOrDigit(next) || isInside(next, word)) {
                word.appendCodePoint(Character.toLowerCase(next));
                continue;
            }
            take(word, run, found);
            if (!Character.isWhitespace(next)) {
                end(run, found);
            }
        }
        end(run, found);
        return found;
    }

    private static boolean isInside(int next, StringBuilder word) {
        return (next == '-' || next == '\'' || next == '\u2019') && word.length() > 0;
    }

    private static void take(StringBuilder letters, List<String> run, Map<String, Integer> found) {
        if (letters.length() == 0) {
            return;
        }
        String word = letters.toString().replaceAll("['\u2019](s|re|ve|ll|d|m|t)?$|[-'\u2019]+$", "");
        letters.setLength(0);
        boolean small = word.length() < LEAST_LETTERS
                || word.length() > MOST_LETTERS
                || SMALL.contains(word)
                || word.chars().noneMatch(Character::isLetter);
        if (small) {
            end(run, found);
            return;
        }
        run.add(word);
        if (run.size() == LONGEST) {
            end(run, found);
        }
    }

    private static void end(List<String> run, Map<String, Integer> found) {
        if (!run.isEmpty()) {
            found.merge(String.join(" ", run), 1, Integer::sum);
            run.clear();
        }
    }
}
