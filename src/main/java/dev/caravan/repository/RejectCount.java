package dev.caravan.repository;

/** How many records, and how many child rows beside them, stand among the rejects under one code. */
public record RejectCount(Disposition disposition, String code, long records, long children) {}
