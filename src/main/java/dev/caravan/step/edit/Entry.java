package dev.caravan.step.edit;

/**
 * Where a key with its value stands in a text.
 *
 * @param begin where what goes away with the entry begins
 * @param end behind it
 * @param valueBegin where the value begins, quotes included
 * @param valueEnd behind it
 * @param prefix what stands before the value inside the same scalar, such as {@code KEY=} in a list; else empty
 */
record Entry(int begin, int end, int valueBegin, int valueEnd, String prefix) {
    Entry(int begin, int end, int valueBegin, int valueEnd) {
        this(begin, end, valueBegin, valueEnd, "");
    }

    String value(String text) {
        return text.substring(valueBegin, valueEnd);
    }
}
