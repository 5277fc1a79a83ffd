package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;

/** Reads what a limit or a peer prints as its last line: how many rows there are at its end, and its seconds for them. */
final class Figures {
    private Figures() {}

    /**
     * The process's figures with those that it printed.
     *
     * @param records how many rows it must have made: less work is no figure
     */
    static Sample printedBy(ChildProcess.Ended ended, long records) {
        String last = ended.out().strip();
        String[] words = last.substring(last.lastIndexOf('\n') + 1).split(" ");
        try {
            return sample(ended, records, Long.parseLong(words[0]), Double.parseDouble(words[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED, "bench", "a peer was to print 'ROWS SECONDS' and printed '" + last + "'", e);
        }
    }

    /** Refuses what did less, or more, than it was to do. */
    static void check(long wanted, long done) {
        if (done != wanted) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    "bench",
                    "a contender was to move " + wanted + " records and moved " + done
                            + "; its figures are worth nothing");
        }
    }

    /** Figures of a process that did its work in these seconds; the rest is its start, but for verification. */
    static Sample sample(ChildProcess.Ended ended, long wanted, long done, double seconds) {
        check(wanted, done);
        return Sample.of(ended).withLoad(done, seconds).with(Measure.START, ended.seconds() - seconds);
    }
}
