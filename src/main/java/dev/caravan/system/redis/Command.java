package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import redis.clients.jedis.commands.ProtocolCommand;

/** The commands that are used, all of them: what a user of the server must be allowed. */
enum Command implements ProtocolCommand {
    BGSAVE,
    CONFIG,
    DBSIZE,
    DEL,
    DISCARD,
    DUMP,
    EXEC,
    EXISTS,
    GET,
    HDEL,
    HGET,
    HGETALL,
    HLEN,
    HSCAN,
    HSET,
    INFO,
    LASTSAVE,
    LRANGE,
    MEMORY,
    MULTI,
    PEXPIREAT,
    PEXPIRETIME,
    PTTL,
    RESTORE,
    RPUSH,
    SADD,
    SCAN,
    SET,
    SMEMBERS,
    SSCAN,
    TIME,
    TYPE,
    UNWATCH,
    WATCH,
    XADD,
    XGROUP,
    XINFO,
    XRANGE,
    XSETID,
    ZADD,
    ZRANGE;

    private final byte[] raw = name().getBytes(US_ASCII);

    @Override
    public byte[] getRaw() {
        return raw;
    }
}
