package dev.caravan.model;

/** Why a kind of system cannot take or give a record; the reason is the reject's and holds no value. */
public final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectCode code;

    /** A record that cannot be taken, for this reason. */
    public Unfit(RejectCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    /** What is wrong with it. */
    public RejectCode code() {
        return code;
    }
}
