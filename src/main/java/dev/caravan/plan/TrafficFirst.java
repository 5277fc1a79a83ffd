package dev.caravan.plan;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Share;
import dev.caravan.repository.Shares;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareChange.Cause;
import dev.caravan.spi.ShareControl;

/**
 * Gives back, before anything else is taken back or even written down, every share that the passage has moved: to what it
 * found. Nobody is given back to a v1 that does not answer. Doing it again changes nothing. Safe for use by several threads.
 */
public final class TrafficFirst {
    private final Migration migration;
    private final ShareControl control;
    private final Shares shares;
    private final Passages passages;
    private final String who;

    /** @param who asks for it, for the journal */
    public TrafficFirst(Migration migration, ShareControl control, Shares shares, Passages passages, String who) {
        this.migration = migration;
        this.control = control;
        this.shares = shares;
        this.passages = passages;
        this.who = who;
    }

    /**
     * Gives the shares back; one that cannot be does not keep the others.
     *
     * @return false where a v1 does not answer: its callers stay where they are, and it is worth another try once something
     *     was taken back
     * @throws CaravanException TARGET_UNUSABLE when a router did not come to obey
     */
    public boolean giveBack(String why) {
        CaravanException failed = null;
        boolean back = true;
        for (Traffic service : migration.traffic().values()) {
            try {
                back &= giveBack(service, why);
            } catch (CaravanException one) {
                failed = failed == null ? one : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return back;
    }

    /** The same before the way back is even on record; what fails here fails there again, and is told there. */
    public void hurry(String why) {
        try {
            giveBack(why);
        } catch (CaravanException again) {
            // The way back begins with it
        }
    }

    private boolean giveBack(Traffic service, String why) {
        Split found;
        try {
            long passage =
                    passages.latest(migration.name()).map(Passage::number).orElse(0L);
            Share share = shares.find(migration.name(), service.name()).orElse(null);
            if (share == null || share.passage() != passage || share.split().equals(share.found())) {
                return true;
            }
            found = share.found();
        } catch (CaravanException unreadable) {
            // Without its record nobody can tell what was found; v1 always serves
            found = Split.NONE;
        }
        if (control.obstacle(service).isPresent()) {
            return false;
        }
        control.put(new ShareChange(migration, service, found, who, why, Cause.BACK));
        return true;
    }
}
