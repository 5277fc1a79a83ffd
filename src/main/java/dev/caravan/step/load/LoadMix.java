package dev.caravan.step.load;

import java.util.List;

/** Picks kinds of requests by their shares, evenly: after any number of picks each kind is within one of its share. */
final class LoadMix {
    private final double[] shares;
    private final double[] owed;

    LoadMix(List<LoadRequest> requests) {
        this.shares = requests.stream().mapToDouble(LoadRequest::share).toArray();
        this.owed = new double[shares.length];
    }

    /** The number of the next kind. */
    int next() {
        int most = 0;
        for (int kind = 0; kind < shares.length; kind++) {
            owed[kind] += shares[kind];
            if (owed[kind] > owed[most]) {
                most = kind;
            }
        }
        owed[most]--;
        return most;
    }
}
