package dev.caravan.relational;

import dev.caravan.model.TableShape;
import java.util.List;
import java.util.Set;

/** A table or view as a database's catalogue has it. */
public interface SeenTable {
    String name();

    /** True for what can be written. */
    boolean isTable();

    /** What it is called where it is no table, such as {@code view}. */
    String type();

    List<String> columnNames();

    /** True when no two rows can share the values of exactly these columns, in any order. */
    boolean isUnique(List<String> key);

    /** True when rows are read in the order of these columns, which is that of their bytes; no columns stand for the primary key. */
    boolean isOrdered(List<String> key);

    /** The tables that its foreign keys name. */
    Set<String> references();

    TableShape shape();
}
