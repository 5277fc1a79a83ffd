package dev.caravan.system.redis;

import dev.caravan.model.CaravanException;
import java.net.SocketTimeoutException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Says for a failure of the connection or a refusal of the server what to do. A refusal holds no value of a key. */
final class RedisFailure {
    private RedisFailure() {}

    static CaravanException of(JedisException cause, RedisAddress address, String doing) {
        return address.error(doing + ": " + advice(cause, address), cause);
    }

    /** True when the connection is of no more use, and nobody knows what became of what was sent last. */
    static boolean isLost(CaravanException failure) {
        return failure.getCause() instanceof JedisConnectionException;
    }

    /** The first word of a refusal, which is its code. */
    static String code(JedisException refusal) {
        String message = refusal.getMessage() == null ? "" : refusal.getMessage();
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String advice(JedisException cause, RedisAddress address) {
        if (cause instanceof JedisConnectionException && !code(cause).equals("NOAUTH")) {
            return isTimeout(cause)
                    ? "it has not answered in " + address.timeout().toMillis()
                            + " ms; look at the server, or raise 'timeout' of the system"
                    : "nothing answers there; check that the server runs, host and port, and whether it wants rediss://";
        }
        return switch (code(cause)) {
            case "NOAUTH" -> "the server wants a password; name 'user' and 'password' of the system";
            case "WRONGPASS" -> "the server refuses this user or password; check 'user' and 'password' of the system";
            case "NOPERM" -> "this user may not do that (" + cause.getMessage() + "); grant it with ACL SETUSER";
            case "MOVED", "ASK", "CROSSSLOT", "CLUSTERDOWN" ->
                "this is a node of a cluster, which has only a part of the keys; a cluster is not built, name a server"
                        + " that has them all";
            case "OOM" -> "the server's memory is full; nothing of this chunk was kept: raise maxmemory and run again";
            case "READONLY" -> "this is a replica, which takes no writes; name its master";
            case "NOREPLICAS" -> "the server takes no writes with so few replicas; thaw it and run again";
            case "LOADING" -> "the server is still loading its data; wait and run again";
            case "MISCONF" -> "the server cannot save to its disk and takes no writes; make room there and run again";
            case "BUSY" -> "a script holds the server; let it end and run again";
            case "WRONGTYPE" -> "a key has another type than a moment before; stop who writes it and run again";
            default -> "the server says: " + cause.getMessage();
        };
    }

    private static boolean isTimeout(Throwable cause) {
        for (Throwable next = cause; next != null; next = next.getCause()) {
            if (next instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
