package dev.caravan.console;

import java.util.Locale;

/** A page in the making. What is not markup of ours goes through {@link #text}. */
final class Html {
    private final StringBuilder page = new StringBuilder(4096);

    /** Begins a page. */
    static Html page(String title, String head) {
        return new Html()
                .add("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .text(title)
                .add("</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .add("<link rel=\"stylesheet\" href=\"/style.css\">")
                .add(head)
                .add("</head><body>\n");
    }

    /** Adds markup as it is. */
    Html add(String markup) {
        page.append(markup);
        return this;
    }

    /** Adds a text, inside an element or a quoted attribute. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '&' -> page.append("&amp;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(c);
            }
        }
        return this;
    }

    /** Adds a number with its thousands apart. */
    Html number(long number) {
        return add(String.format(Locale.ROOT, "%,d", number));
    }

    /** Ends the page. */
    String end() {
        return page.append("</body></html>\n").toString();
    }
}
