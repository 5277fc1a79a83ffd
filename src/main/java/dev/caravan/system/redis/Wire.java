package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The server's protocol on a connection that is open and logged in: commands go out in one piece, answers are read where they
 * lie. A copy of 100,000 keys has millions of answers, so this is a few short loops, which are compiled at once. Used by one
 * thread.
 */
final class Wire {
    private static final int BLOCK = 1 << 16;
    private static final int LONGEST_NUMBER = 24;
    private static final byte[] QUEUED = "QUEUED".getBytes(UTF_8);

    private final InputStream in;
    private final OutputStream out;
    private byte[] sent = new byte[BLOCK];
    private int size;
    private byte[] got = new byte[BLOCK];
    private int at;
    private int end;
    /** From here on what was read stays where it is for somebody; none when negative. */
    private int kept = -1;

    Wire(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Puts a command into what goes out next. */
    void send(byte[] command, byte[]... arguments) throws IOException {
        begin('*', arguments.length + 1);
        text(command);
        for (byte[] argument : arguments) {
            text(argument);
        }
    }

    void flush() throws IOException {
        if (size > 0) {
            out.write(sent, 0, size);
            out.flush();
            size = 0;
        }
    }

    /** The next answer: a whole number, bytes, a list, null, or a refusal. */
    Object read() throws IOException {
        byte kind = next();
        return switch (kind) {
            case '+' -> status();
            case '-' -> new JedisDataException(new String(line(), UTF_8));
            case ':' -> number();
            case '$' -> bulk(Math.toIntExact(number()));
            case '*' -> list(Math.toIntExact(number()));
            default -> throw new IOException("the server's answer begins with byte " + kind + ", which is no answer");
        };
    }

    /** Begins to read a list: its parts are the next answers. Null when there is another answer than a list. */
    Integer beginList() throws IOException {
        if (next() != '*') {
            at--;
            return null;
        }
        return Math.toIntExact(number());
    }

    /**
     * Reads a list of texts without taking them out: they stay where they are until more is read.
     *
     * @return false when the next answer is no list; then it is still to be read
     */
    boolean read(Spans texts) throws IOException {
        texts.clear();
        if (next() != '*') {
            at--;
            return false;
        }
        kept = at;
        long count = number();
        for (long text = 0; text < count; text++) {
            next();
            int length = Math.toIntExact(number());
            need(length + 2);
            texts.add(at - kept, at - kept + length);
            at += length + 2;
        }
        texts.lieIn(got, kept);
        kept = -1;
        return true;
    }

    private void begin(char kind, int number) throws IOException {
        if (sent.length - size < LONGEST_NUMBER) {
            flush();
        }
        sent[size++] = (byte) kind;
        int digits = 1;
        for (int rest = number; rest > 9; rest /= 10) {
            digits++;
        }
        size += digits;
        for (int rest = number, digit = 1; digit <= digits; digit++, rest /= 10) {
            sent[size - digit] = (byte) ('0' + rest % 10);
        }
        lineEnd();
    }

    private void text(byte[] text) throws IOException {
        begin('$', text.length);
        if (sent.length - size < text.length + 2) {
            flush();
        }
        if (text.length + 2 > sent.length) {
            out.write(text);
        } else {
            System.arraycopy(text, 0, sent, size, text.length);
            size += text.length;
        }
        lineEnd();
    }

    private void lineEnd() {
        sent[size++] = '\r';
        sent[size++] = '\n';
    }

    private Object list(int count) throws IOException {
        if (count < 0) {
            return null;
        }
        List<Object> list = new ArrayList<>(count);
        for (int part = 0; part < count; part++) {
            list.add(read());
        }
        return list;
    }

    private byte[] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        int there = Math.min(length, end - at);
        System.arraycopy(got, at, bytes, 0, there);
        at += there;
        if (in.readNBytes(bytes, there, length - there) < length - there) {
            throw new EOFException("the server ended the connection");
        }
        need(2);
        at += 2;
        return bytes;
    }

    /** All commands of a transaction are answered alike, so that answer is always the same bytes. */
    private byte[] status() throws IOException {
        byte[] line = line();
        return Arrays.equals(line, QUEUED) ? QUEUED : line;
    }

    private byte[] line() throws IOException {
        int length = 0;
        do {
            need(length + 2);
            length++;
        } while (got[at + length] != '\n');
        byte[] line = Arrays.copyOfRange(got, at, at + length - 1);
        at += length + 1;
        return line;
    }

    private long number() throws IOException {
        boolean negative = false;
        long number = 0;
        for (byte digit = next(); digit != '\r'; digit = next()) {
            if (digit == '-') {
                negative = true;
            } else {
                number = 10 * number + digit - '0';
            }
        }
        next();
        return negative ? -number : number;
    }

    private byte next() throws IOException {
        if (at == end) {
            fill();
        }
        return got[at++];
    }

    private void need(int bytes) throws IOException {
        while (end - at < bytes) {
            fill();
        }
    }

    private void fill() throws IOException {
        int from = kept < 0 ? at : kept;
        if (from == end || end == got.length) {
            System.arraycopy(got, from, got, 0, end - from);
            at -= from;
            end -= from;
            kept = kept < 0 ? kept : 0;
        }
        if (end == got.length) {
            got = Arrays.copyOf(got, 2 * got.length);
        }
        int more = in.read(got, end, got.length - end);
        if (more < 0) {
            throw new EOFException("the server ended the connection");
        }
        end += more;
    }
}
