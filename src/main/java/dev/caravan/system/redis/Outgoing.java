package dev.caravan.system.redis;

import java.util.List;

/**
 * A row as a key: what it is compared by, and the commands that make it.
 *
 * @param row its number
 * @param value as a look at the key would give it
 * @param commands each with its arguments, the key first
 */
record Outgoing(int row, byte[] key, KeyValue value, List<Call> commands) {
    Outgoing {
        commands = List.copyOf(commands);
    }

    /** One command. */
    record Call(Command command, List<byte[]> arguments) {}

    /** True when the key holds just this. */
    boolean isStoredAs(KeyValue stored) {
        return stored.type() == value.type()
                && stored.expiresAt() == value.expiresAt()
                && java.util.Arrays.equals(stored.text(), value.text());
    }

    /** Sends what makes the key this and nothing else. */
    void send(RedisLink link) {
        link.send(Command.DEL, key);
        for (Call call : commands) {
            link.send(call.command(), call.arguments().toArray(new byte[0][]));
        }
    }
}
