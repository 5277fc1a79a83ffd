package dev.caravan.model;

/**
 * One thing a check found.
 *
 * @param kind {@code missing}, {@code extra}, {@code different}, {@code duplicate}, {@code orphan}, {@code broken}, ...
 * @param where table and key, or the name of an index
 * @param detail what differs (columns, types and lengths); never a value
 */
public record Finding(String kind, String where, String detail) {}
