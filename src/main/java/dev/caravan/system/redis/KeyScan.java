package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Lists the keys that a choice means: each at least once that is there all the time, in no order. */
final class KeyScan {
    private static final byte[] MATCH = "MATCH".getBytes(US_ASCII);
    private static final byte[] COUNT = "COUNT".getBytes(US_ASCII);
    private static final byte[] PAGE = "5000".getBytes(US_ASCII);
    private static final byte[] END = "0".getBytes(US_ASCII);

    private final RedisLink link;
    private final KeyChoice choice;

    KeyScan(RedisLink link, KeyChoice choice) {
        this.link = link;
        this.choice = choice;
    }

    /** Shows every key as a {@link KeyEntry}. */
    void each(Found found) throws IOException {
        for (int number = 0; number < choice.patterns().size(); number++) {
            KeyPattern pattern = choice.patterns().get(number);
            byte[] cursor = END;
            link.send(Command.SCAN, cursor, MATCH, pattern.glob(), COUNT, PAGE);
            do {
                List<?> answer = (List<?>) link.accepted(link.next());
                cursor = (byte[]) answer.get(0);
                if (!Arrays.equals(cursor, END)) {
                    // The server looks for the next ones meanwhile
                    link.send(Command.SCAN, cursor, MATCH, pattern.glob(), COUNT, PAGE);
                    link.flush();
                }
                for (byte[] key : link.list(answer.get(1))) {
                    List<byte[]> parts = KeyChoice.isOwn(key) ? null : pattern.parse(key);
                    if (parts != null) {
                        found.key(KeyEntry.of(identity(pattern, parts, key), number, key));
                    }
                }
            } while (!Arrays.equals(cursor, END));
        }
    }

    /** What its record is known by: the parts in the order of the first pattern, or the key itself. */
    private List<byte[]> identity(KeyPattern pattern, List<byte[]> parts, byte[] key) {
        return choice.joined()
                ? choice.parts().stream()
                        .map(part -> parts.get(pattern.parts().indexOf(part)))
                        .toList()
                : List.of(key);
    }

    /** Is told of a key. */
    @FunctionalInterface
    interface Found {
        void key(byte[] entry) throws IOException;
    }
}
