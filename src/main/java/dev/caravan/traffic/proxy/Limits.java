package dev.caravan.traffic.proxy;

/** The most bytes of a message's first line, of its head, and of a part of its body that passes at once. */
final class Limits {
    static final int LINE = 8_192;
    static final int HEAD = 32_768;
    static final int PART = 65_536;

    private Limits() {}
}
