package dev.caravan.model;

/**
 * What keeps a client on its side: a part of its requests that stays the same.
 *
 * <p>A request without it falls back to the client's address.
 *
 * @param by where it stands
 * @param name the header's or cookie's name, or the number of the path's part, from 1; empty for an address
 */
public record Sticky(By by, String name) {
    /** The client's address. */
    public static final Sticky ADDRESS = new Sticky(By.ADDRESS, "");

    /** Where the key of a client stands in its requests. */
    public enum By {
        HEADER,
        COOKIE,
        PATH,
        ADDRESS
    }
}
