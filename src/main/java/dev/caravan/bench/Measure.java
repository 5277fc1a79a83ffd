package dev.caravan.bench;

import java.util.Locale;

/** What is measured of a contender, with the name of its column and of its field in reports. */
public enum Measure {
    /** Records a second while they travelled, without start and verification. The measure that is compared. */
    RECORDS_PER_SECOND("records/s", "recordsPerSecond", "%,.0f"),
    /** Seconds from the first record read to the last one committed. */
    LOAD("load s", "loadSeconds", "%.2f"),
    /** Records a second of the whole process, start and verification among it; peers that do not tell more are compared so. */
    WHOLE("all records/s", "wholeRecordsPerSecond", "%,.0f"),
    /** Seconds of all else but verification: starting, opening both ends, ending. */
    START("start s", "startSeconds", "%.2f"),
    /** Seconds of verification. */
    VERIFY("verify s", "verifySeconds", "%.2f"),
    /** Seconds from the start of the process to its end. */
    WALL("all s", "wallSeconds", "%.2f"),
    /** Answers a second as a part of the rate that was asked for; what is below 1 was not held. */
    HELD("rate held", "heldRate", "%.2f"),
    /** The time that 99 of 100 requests stayed below, in milliseconds. */
    P99("p99 ms", "p99Milliseconds", "%.2f"),
    /** From an order for 0 % to the last request that v2 answered, in milliseconds. */
    BACK("back ms", "backMilliseconds", "%.1f"),
    /** Requests without an answer. */
    LOST("lost", "lostRequests", "%.0f"),
    /** Processor seconds of the process and those it waited for, user and system. */
    CPU("cpu s", "cpuSeconds", "%.2f"),
    /** The most memory the process held at once, as the system counts it, in megabytes of 1,000,000 bytes. */
    PEAK("peak MB", "peakMegabytes", "%.0f"),
    /** The most threads it had at once. */
    THREADS("threads", "peakThreads", "%.0f");

    private final String title;
    private final String field;
    private final String format;

    Measure(String title, String field, String format) {
        this.title = title;
        this.field = field;
        this.format = format;
    }

    /** The head of its column. */
    public String title() {
        return title;
    }

    /** Its name in JSON. */
    public String field() {
        return field;
    }

    /** A value for people. */
    String text(double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
