package dev.caravan.model;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Somebody, or some program, that may enter the console or sign.
 *
 * @param roles {@link #VIEWER}, {@link #OPERATOR}, {@link #APPROVER}, or names of one's own, such as {@code dba}; any of them
 *     lets a person look, only an operator may stop and start things
 * @param password a bcrypt hash; null for whom no password lets in
 * @param key an Ed25519 public key, X.509 in Base64, that proves signatures; null when there is none
 * @param token SHA-256 of a bearer token, as hex; null when there is none
 */
public record Person(String name, Set<String> roles, String password, String key, String token) {
    public static final String VIEWER = "viewer";
    public static final String OPERATOR = "operator";
    public static final String APPROVER = "approver";

    /** What a name of a person or role may look like. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public Person {
        requireNonNull(name, "name is null");
        roles = Set.copyOf(roles);
    }

    /** True for whoever may suspend, resume, start and stop. */
    public boolean isOperator() {
        return roles.contains(OPERATOR);
    }

    /** The roles in the order of the alphabet. */
    public Set<String> sortedRoles() {
        return new TreeSet<>(roles);
    }

    public Person withPassword(String hash) {
        return new Person(name, roles, hash, key, token);
    }

    public Person withKey(String publicKey) {
        return new Person(name, roles, password, publicKey, token);
    }

    public Person withToken(String digest) {
        return new Person(name, roles, password, key, digest);
    }

    /** Hashes are of no use to a reader, and are not shown. */
    @Override
    public String toString() {
        return name + " " + sortedRoles();
    }
}
