package dev.caravan.console;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/** Hashes passwords, and makes some up. Safe for use by several threads. */
public final class Passwords {
    private static final int USUAL_COST = 12;
    private static final int LEAST_CHARACTERS = 12;
    /** What bcrypt looks at; more would be cut off in silence. */
    private static final int MOST_BYTES = 72;

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 5;
    private static final int GROUP = 4;

    private final SecureRandom random = new SecureRandom();
    private final int cost;

    /** A hash that no password fits: comparing with it takes as long as comparing with a real one. */
    private final String nobody;

    /** Hashes that take a guesser a quarter of a second each. */
    public Passwords() {
        this(USUAL_COST);
    }

    /** Hashes of another cost, a power of two. */
    Passwords(int cost) {
        this.cost = cost;
        this.nobody = hash(make().toCharArray());
    }

    /** The bcrypt hash of a password. */
    public String hash(char[] password) {
        return BCrypt.withDefaults().hashToString(cost, password);
    }

    /**
     * True when the password is the one that was hashed. Takes the same time when {@code hash} is null: then nothing fits.
     */
    public boolean fits(char[] password, String hash) {
        boolean tooLong = bytes(password) > MOST_BYTES;
        char[] tried = tooLong ? Arrays.copyOf(password, 1) : password;
        boolean verified = BCrypt.verifyer().verify(tried, hash == null ? nobody : hash).verified;
        return verified && hash != null && !tooLong;
    }

    /** A password of 100 random bits that can be read out and typed: no l, o, 0, 1. */
    public String make() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /**
     * Refuses a password that is too weak or cannot be hashed in full.
     *
     * @throws CaravanException USAGE
     */
    public static void check(char[] password) {
        if (password.length < LEAST_CHARACTERS) {
            throw refused("has " + password.length + " characters; take at least " + LEAST_CHARACTERS);
        }
        if (bytes(password) > MOST_BYTES) {
            throw refused("has more than " + MOST_BYTES + " bytes as UTF-8; take a shorter one");
        }
        for (char c : password) {
            if (Character.isISOControl(c)) {
                throw refused("holds a control character; take one that can be typed");
            }
        }
    }

    private static int bytes(char[] password) {
        return StandardCharsets.UTF_8.encode(CharBuffer.wrap(password)).remaining();
    }

    private static CaravanException refused(String what) {
        return new CaravanException(ErrorCode.USAGE, "password", what);
    }
}
