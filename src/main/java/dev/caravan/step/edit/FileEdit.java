package dev.caravan.step.edit;

import java.util.Arrays;

/** A file with its bytes before and after. */
record FileEdit(String file, byte[] before, byte[] after) {
    boolean changes() {
        return !Arrays.equals(before, after);
    }

    /** True when the file is neither as it was when this was planned, nor as it is wanted. */
    boolean isMoved() {
        byte[] now = new EditedFile(file).read();
        return !Arrays.equals(now, before) && !Arrays.equals(now, after);
    }

    void write() {
        EditedFile edited = new EditedFile(file);
        if (changes() && Arrays.equals(edited.read(), before)) {
            edited.write(after);
        }
    }
}
