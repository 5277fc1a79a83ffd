package dev.caravan.bench;

import java.util.SplittableRandom;

/** What people of a household say, remember and are answered; made of a few lists, so it repeats itself as people do. */
final class BarnabeeText {
    private static final String[] PEOPLE = {
        "anna", "ben", "carla", "dora", "emil", "family", "grandma", "ışıl", "josé", "zoë", "小明"
    };
    private static final String[] THINGS = {
        "living room lamp",
        "heating upstairs",
        "garage door",
        "washing machine",
        "dentist",
        "birthday cake",
        "shopping list",
        "bicycle in the shed",
        "school trip",
        "water meter",
        "tomato bed",
        "piano lesson",
        "spare key",
        "printer",
        "car insurance",
        "parcel",
        "alarm clock",
        "kitchen radio",
        "guest room",
        "cat food",
        "holiday album",
        "old laptop"
    };
    private static final String[] DOINGS = {
        "needs a look before winter", "was moved to Thursday", "is on the second shelf", "works again since the update",
        "should stay off after ten", "costs more than last year", "has to be ordered by Friday",
                "is Anna's job this week",
        "was a present from the neighbours", "must not get wet", "is due at the end of the month", "has a new code",
        "takes about forty minutes", "was the best we ever had", "is too loud for the baby", "is shared with the office"
    };
    private static final String[] WHYS = {
        "because the last one broke", "as we agreed at breakfast", "so that nobody has to wait",
                "if the weather allows",
        "which surprised everybody", "unless the plans change", "as it did the year before", "and that is fine",
        "although Ben would rather not", "according to the manual", "since the children asked for it",
                "until further notice"
    };
    private static final String[] REQUESTS = {
        "Please switch on", "Turn off", "Remind me about", "What did we say about", "When did I last check",
        "Can you tell me about", "Add a note on", "Is there anything new about", "Who takes care of", "Forget"
    };
    private static final String[] ANSWERS = {
        "Done:",
        "I have noted that",
        "You told me that",
        "As far as I know",
        "Since last week",
        "Sure,",
        "Sorry, I only know that"
    };
    private static final String[] ELSEWHERE = {
        "Grandma calls it „Frühjahrsputz“.", "買い物リストに追加しました。", "Très bien, merci ! 😀", "Не забыть молоко.",
        "لا تنس المفاتيح.", "नमस्ते 🙏", "The family 👨‍👩‍👧‍👦 agreed.", "Café at 9 — crème brûlée, 4 × 2 €."
    };
    private static final String[] WORDS = {
        "kitchen",
        "garden",
        "school",
        "health",
        "money",
        "music",
        "travel",
        "food",
        "lights",
        "heating",
        "family",
        "work",
        "garage",
        "weekend",
        "café",
        "pets",
        "books",
        "repairs",
        "birthday",
        "shopping"
    };

    private final SplittableRandom random;

    BarnabeeText(SplittableRandom random) {
        this.random = random;
    }

    String person() {
        return pick(PEOPLE);
    }

    String word() {
        return pick(WORDS);
    }

    /** A few words. One in a thousand is far longer than the 500 characters that v2 keeps. */
    String title() {
        String title = "About the " + pick(THINGS);
        if (random.nextInt(1000) != 0) {
            return title;
        }
        StringBuilder all = new StringBuilder(title);
        while (all.length() < 700) {
            all.append(", the ").append(sentence()).append(" 😀");
        }
        return all.toString();
    }

    /** One to five sentences, now and then one in another language. */
    String paragraph() {
        StringBuilder all = new StringBuilder(256);
        for (int i = random.nextInt(5); i >= 0; i--) {
            all.append("The ").append(sentence()).append(". ");
        }
        if (random.nextInt(25) == 0) {
            all.append(pick(ELSEWHERE));
        }
        return all.toString();
    }

    String request() {
        return pick(REQUESTS) + " the " + pick(THINGS) + (random.nextInt(50) == 0 ? ". " + pick(ELSEWHERE) : ".");
    }

    String answer() {
        return pick(ANSWERS) + " the " + sentence() + ".";
    }

    private String sentence() {
        return pick(THINGS) + " " + pick(DOINGS) + ", " + pick(WHYS);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
