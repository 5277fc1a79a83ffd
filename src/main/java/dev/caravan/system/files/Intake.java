package dev.caravan.system.files;

import dev.caravan.model.RejectCode;

/** Takes a record from the window into a batch, or rejects it when it cannot be handed on. */
final class Intake {
    private final Window window;
    private final Limits limits;

    Intake(Window window, Limits limits) {
        this.window = window;
        this.limits = limits;
    }

    /**
     * Takes what the window keeps up to {@code end}, or nothing when it keeps nothing, which means too much; then lets go.
     *
     * @param place where the record begins in the file
     */
    void take(Batch batch, long place, int end, boolean ascii, int deepest) {
        int begin = window.keptFrom();
        if (!window.keeping() || end - begin > limits.recordBytes()) {
            batch.reject(
                    place,
                    RejectCode.RECORD_TOO_LARGE,
                    "the record that begins at byte " + place + " is longer than " + limits.recordBytes()
                            + " bytes, the most a record may have");
        } else if (deepest > limits.depth()) {
            batch.reject(
                    place,
                    RejectCode.TOO_DEEP,
                    "nested " + deepest + " deep; " + limits.depth() + " is the most a record may be");
        } else {
            takeText(batch, place, end, ascii);
        }
        window.letGo();
    }

    private void takeText(Batch batch, long place, int end, boolean ascii) {
        int begin = window.keptFrom();
        int invalid = ascii ? -1 : Utf8.firstInvalid(window.bytes(), begin, end);
        if (invalid < 0) {
            batch.add(window.bytes(), begin, end, place);
            return;
        }
        batch.reject(
                place,
                RejectCode.INVALID_UTF8,
                "the bytes from " + (place + invalid - begin) + " on are not UTF-8: "
                        + Utf8.whatIsWrong(window.bytes(), invalid, end));
    }
}
