package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection. Commands are sent one after another and answered in the same order; a refusal is an answer too. Used by one
 * thread at a time.
 */
final class RedisLink implements AutoCloseable {
    private final RedisAddress address;
    private final Connection connection;
    private int awaited;

    private RedisLink(RedisAddress address, Connection connection) {
        this.address = address;
        this.connection = connection;
    }

    /**
     * Connects, logs in and chooses the database.
     *
     * @throws CaravanException when the server does not let us in, or keeps only a part of the keys
     */
    static RedisLink to(RedisAddress address) {
        SSLParameters tls = new SSLParameters();
        tls.setEndpointIdentificationAlgorithm("HTTPS");
        int timeout = Math.toIntExact(address.timeout().toMillis());
        try {
            var config = DefaultJedisClientConfig.builder()
                    .user(address.user().isEmpty() ? null : address.user())
                    .password(address.password().isEmpty() ? null : address.password())
                    .database(address.database())
                    .timeoutMillis(timeout)
                    .clientName("caravan")
                    .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                    .ssl(address.tls())
                    .sslParameters(address.tls() ? tls : null)
                    .build();
            return new RedisLink(address, new Connection(new HostAndPort(address.host(), address.port()), config));
        } catch (JedisException e) {
            throw RedisFailure.of(e, address, "could not be connected to");
        }
    }

    RedisAddress address() {
        return address;
    }

    /** Sends a command; its answer is among the next {@link #answers}. */
    void send(Command command, byte[]... arguments) {
        try {
            connection.sendCommand(command, arguments);
            awaited++;
        } catch (JedisException e) {
            throw RedisFailure.of(e, address, "could not be asked");
        }
    }

    /** The answers to all that was sent, in order: whole numbers, bytes, lists, null, and refusals as they are. */
    List<Object> answers() {
        int count = awaited;
        awaited = 0;
        try {
            return count == 0 ? List.of() : connection.getMany(count);
        } catch (JedisException e) {
            throw RedisFailure.of(e, address, "did not answer");
        }
    }

    /** Asks one thing. */
    Object ask(Command command, byte[]... arguments) {
        send(command, arguments);
        return accepted(answers().get(0));
    }

    /** The same, with the arguments as texts. */
    Object askText(Command command, String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = arguments[i].getBytes(UTF_8);
        }
        return ask(command, bytes);
    }

    /** An answer that is no refusal. */
    Object accepted(Object answer) {
        if (answer instanceof JedisDataException refusal) {
            throw RedisFailure.of(refusal, address, "refused a command");
        }
        return answer;
    }

    /** The elements of an answer that is a list. */
    List<byte[]> list(Object answer) {
        List<byte[]> elements = new ArrayList<>();
        for (Object element : (List<?>) accepted(answer)) {
            elements.add((byte[]) element);
        }
        return elements;
    }

    /** An answer as text; null for none. */
    static String text(Object answer) {
        return answer == null ? null : answer instanceof byte[] bytes ? new String(bytes, UTF_8) : answer.toString();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (JedisException gone) {
            // The server ends what it does not hear of any more
        }
    }
}
