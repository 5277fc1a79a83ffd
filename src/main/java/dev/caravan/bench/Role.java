package dev.caravan.bench;

/** What a contender is in its case. */
public enum Role {
    /** The program that is measured. */
    CARAVAN("caravan"),
    /** The least that any program must do for the same result. */
    LIMIT("limit"),
    /** Another program or the usual way, for the same job. */
    PEER("peer");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /** As reports have it. */
    public String word() {
        return word;
    }
}
