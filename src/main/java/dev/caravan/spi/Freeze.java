package dev.caravan.spi;

import static java.util.Objects.requireNonNull;

/**
 * Keeps everybody from writing into one system while it can still be read, and lets them write again. Used by one thread;
 * what it does lasts beyond this process, and a mark in the system (or in what stands in front of it) says that it was
 * Caravan, and for which step: so a process that was killed between the effect and its note finds out.
 */
public interface Freeze {
    /**
     * Refuses writes from now on, for new connections and for those that are open, and leaves the mark. Again with the same
     * token: makes it complete, no more.
     *
     * @param token names the step that freezes, see {@link StepCall#token}
     * @throws dev.caravan.model.CaravanException NOT_BUILT when this system cannot be frozen as it is set up: says what would
     *     be needed; TARGET_UNUSABLE or IO_FAILED when it is not reached
     */
    void freeze(String token);

    /** Whether it is frozen, and by whom. Changes nothing. */
    Standing look();

    /**
     * Tries a write as the application would make it, over a connection of its own, and then a read. A write that went
     * through is taken back at once. Leaves nothing behind.
     *
     * @throws dev.caravan.model.CaravanException when nobody answers: that is no proof
     */
    Proof probe();

    /**
     * Lets everybody write again and takes the mark away. Does nothing where the system is not frozen by this token: who else
     * froze it may have reasons.
     */
    void thaw(String token);

    /**
     * Whether a system is frozen.
     *
     * @param frozen true when writes are refused by the means this kind uses
     * @param token who did, as the mark says; empty when nobody or somebody else
     */
    record Standing(boolean frozen, String token) {
        /** Everybody writes. */
        public static final Standing FREE = new Standing(false, "");

        public Standing {
            requireNonNull(token, "token is null");
        }

        /** True when this token froze it. */
        public boolean by(String asked) {
            return frozen && token.equals(asked);
        }
    }

    /**
     * What the two tries came to.
     *
     * @param refused true when the write was refused because the system is read-only, for no other reason
     * @param readable true when the read gave an answer
     * @param saw what the system said to the write, for people; no values, no secrets
     */
    record Proof(boolean refused, boolean readable, String saw) {
        public Proof {
            requireNonNull(saw, "saw is null");
        }

        /** True when it counts as frozen. */
        public boolean holds() {
            return refused && readable;
        }
    }
}
