package dev.caravan.system.redis;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.SystemSettings;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One server and how its values are taken.
 *
 * @param base64 whether bytes that are not UTF-8 are taken in base64
 * @param most how many bytes a value may have
 */
record RedisServer(RedisAddress address, boolean base64, long most) {
    private static final long USUAL_MOST = 16 << 20;
    private static final int ABSOLUTE_SINCE = 7;

    static RedisServer of(SystemSettings system, ErrorCode unusable) {
        String binary = system.options().path("binary").asText("reject");
        if (!binary.equals("reject") && !binary.equals("base64")) {
            throw new CaravanException(ErrorCode.FILE_INVALID, system.place(), "'binary' is one of reject, base64");
        }
        return new RedisServer(
                RedisAddress.of(system, unusable),
                binary.equals("base64"),
                system.options().path("max-record-bytes").asLong(USUAL_MOST));
    }

    /** The same server as another user goes there. */
    RedisServer as(String user, String password) {
        RedisAddress other = new RedisAddress(
                address.host(),
                address.port(),
                address.tls(),
                user,
                password,
                address.database(),
                address.timeout(),
                address.unusable());
        return new RedisServer(other, base64, most);
    }

    /** A new connection to a server that has all keys. */
    RedisLink link() {
        RedisLink link = RedisLink.to(address);
        try {
            if (told(link, "redis_mode").equals("cluster")) {
                throw address.error(
                        "this is a node of a cluster, which has only a part of the keys; a cluster is not built, name a"
                                + " server that has them all",
                        null);
            }
            return link;
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** How moments are asked for over a connection. */
    Expiry expiry(RedisLink link) {
        String version = told(link, "redis_version");
        int major = version.isEmpty() ? ABSOLUTE_SINCE : Integer.parseInt(version.replaceFirst("\\D.*", ""));
        return new Expiry(major >= ABSOLUTE_SINCE);
    }

    TextForm texts() {
        return new TextForm(base64);
    }

    ValueReader reader(RedisLink link) {
        return new ValueReader(link, expiry(link), new ValueText(texts(), most));
    }

    /** What the server tells of itself under a name; empty where it does not. */
    static String told(RedisLink link, String name) {
        link.send(Command.INFO, "server".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Object answer = link.answers().get(0);
        if (answer instanceof JedisDataException) {
            // A user who may not ask can still read
            return "";
        }
        return RedisLink.text(answer)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
