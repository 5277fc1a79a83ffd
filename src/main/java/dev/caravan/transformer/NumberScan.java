package dev.caravan.transformer;

/** Finds where a JSON number ends. Used by one thread at a time. */
final class NumberScan {
    private boolean decimal;
    private String problem = "";

    /** Where the number that begins at {@code from} ends, or -1 when it is none; see {@link #problem}. */
    int scan(byte[] bytes, int from, int limit) {
        int whole = from < limit && bytes[from] == '-' ? from + 1 : from;
        int at = digits(bytes, whole, limit);
        decimal = false;
        if (at == whole || bytes[whole] == '0' && at > whole + 1) {
            return refuse(at == whole ? "a value is missing" : "a number begins with 0");
        }
        if (at < limit && bytes[at] == '.') {
            decimal = true;
            int fraction = at + 1;
            at = digits(bytes, fraction, limit);
            if (at == fraction) {
                return refuse("a number is cut short");
            }
        }
        return at < limit && (bytes[at] | 0x20) == 'e' ? exponent(bytes, at + 1, limit) : at;
    }

    /** True when the last number has a fraction or an exponent. */
    boolean decimal() {
        return decimal;
    }

    /** Why the last scan found no number. */
    String problem() {
        return problem;
    }

    private int exponent(byte[] bytes, int from, int limit) {
        decimal = true;
        boolean sign = from < limit && (bytes[from] == '+' || bytes[from] == '-');
        int begin = sign ? from + 1 : from;
        int at = digits(bytes, begin, limit);
        return at == begin ? refuse("a number is cut short") : at;
    }

    private int refuse(String why) {
        problem = why;
        return -1;
    }

    private static int digits(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }
}
