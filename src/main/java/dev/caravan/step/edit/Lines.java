package dev.caravan.step.edit;

/** Where lines begin and end in a text, and how they end there. */
final class Lines {
    private Lines() {}

    /** What ends the lines of this text. */
    static String ending(String text) {
        int feed = text.indexOf('\n');
        return feed > 0 && text.charAt(feed - 1) == '\r' ? "\r\n" : "\n";
    }

    /** Behind the line feed of the line that holds {@code at}; the end of the text in its last line. */
    static int after(String text, int at) {
        int feed = text.indexOf('\n', at);
        return feed < 0 ? text.length() : feed + 1;
    }

    /** Where the line begins that holds {@code at}. */
    static int begin(String text, int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    /** The text with a line more at its end. */
    static String append(String text, String line) {
        boolean open = !text.isEmpty() && !text.endsWith("\n");
        return text + (open ? ending(text) : "") + line + ending(text);
    }

    /** The text with lines after the one that holds {@code at}. */
    static String insert(String text, int at, String lines) {
        int after = after(text, at);
        if (after == text.length() && !text.endsWith("\n")) {
            return text + ending(text) + lines.stripTrailing();
        }
        return text.substring(0, after) + lines + text.substring(after);
    }
}
