package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CaravanException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection: the driver opens it and logs in, then {@link Wire} has it. Commands are sent one after another and answered
 * in the same order; a refusal is an answer too. Used by one thread at a time.
 */
final class RedisLink implements AutoCloseable {
    private final RedisAddress address;
    private final Connection connection;
    private final Wire wire;
    private int awaited;

    private RedisLink(RedisAddress address, Connection connection, Wire wire) {
        this.address = address;
        this.connection = connection;
        this.wire = wire;
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
            var sockets = new DefaultJedisSocketFactory(new HostAndPort(address.host(), address.port()), config);
            Socket[] opened = new Socket[1];
            Connection connection = new Connection(() -> opened[0] = sockets.createSocket(), config);
            return new RedisLink(
                    address, connection, new Wire(opened[0].getInputStream(), opened[0].getOutputStream()));
        } catch (JedisException e) {
            throw RedisFailure.of(e, address, "could not be connected to");
        } catch (IOException e) {
            throw RedisFailure.of(new JedisConnectionException(e), address, "could not be connected to");
        }
    }

    RedisAddress address() {
        return address;
    }

    /** Sends a command; its answer is among the next {@link #answers}. */
    void send(Command command, byte[]... arguments) {
        try {
            wire.send(command.getRaw(), arguments);
            awaited++;
        } catch (IOException e) {
            throw RedisFailure.of(new JedisConnectionException(e), address, "could not be asked");
        }
    }

    /** Lets the server begin with all that was sent; reading answers does the same. */
    void flush() {
        take(() -> null, 0);
    }

    /** The answers to all that was sent, in order: whole numbers, bytes, lists, null, and refusals as they are. */
    List<Object> answers() {
        List<Object> answers = new ArrayList<>(awaited);
        while (awaited > 0) {
            answers.add(next());
        }
        return answers;
    }

    /** The next one of them alone. */
    Object next() {
        return take(wire::read, 1);
    }

    /** Begins an answer that is a list of so many parts, which are answers of their own then; -1 for none. */
    int begin() {
        Integer parts = take(wire::beginList, 0);
        if (parts == null) {
            accepted(next());
            throw new IllegalStateException("a list was asked for, and something else was answered");
        }
        awaited += Math.max(0, parts) - 1;
        return parts;
    }

    /** Reads the next answer, a list of texts, where it lies; false when it is none, and is still to be read. */
    boolean next(Spans texts) {
        boolean read = take(() -> wire.read(texts), 0);
        awaited -= read ? 1 : 0;
        return read;
    }

    private <T> T take(Taking<T> taking, int answers) {
        try {
            wire.flush();
            T taken = taking.take();
            awaited -= answers;
            return taken;
        } catch (IOException e) {
            throw RedisFailure.of(new JedisConnectionException(e), address, "did not answer");
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

    /** Reads something from the wire. */
    @FunctionalInterface
    private interface Taking<T> {
        T take() throws IOException;
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
