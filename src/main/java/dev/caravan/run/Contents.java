package dev.caravan.run;

import java.util.Map;

/** What the partitions of a source hold, by their ids; see {@code Source.identity}. Safe for use by several threads. */
public interface Contents {
    /** As far as it is known: a stamp until the identity is. Does not wait. */
    String now(String partition);

    /** The identity; waits for it, as long as it takes to read all of the source. */
    String settled(String partition);

    /** What is known already. */
    static Contents of(Map<String, String> identities) {
        return new Contents() {
            @Override
            public String now(String partition) {
                return identities.get(partition);
            }

            @Override
            public String settled(String partition) {
                return identities.get(partition);
            }
        };
    }
}
