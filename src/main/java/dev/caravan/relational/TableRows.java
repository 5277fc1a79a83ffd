package dev.caravan.relational;

import dev.caravan.model.RowBuffer;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One table of a target, while rows of certain columns are on their way into it. Rows are called by their number in the buffer.
 * Works inside the transaction of its caller; used by one thread at a time, chunk after chunk.
 */
public interface TableRows {
    String name();

    /** The columns that identify a row, all of them given; empty for nothing. */
    List<String> key();

    /** True when all these columns are given. */
    boolean gives(List<String> columns);

    List<ForeignKey> foreignKeys();

    /** Why rows cannot be stored as they are, without asking the database. Called once for each chunk, first. */
    SortedMap<Integer, Refusal> unfit(RowBuffer rows, BitSet wanted) throws SQLException;

    /** Takes rows in, in place of all before; nothing of them is in the table yet. */
    void take(RowBuffer rows, BitSet wanted) throws SQLException;

    /**
     * Inserts the open rows from {@code low} to before {@code high}, all or none.
     *
     * @param over whether a row whose key is there takes the new values; other columns of it stay
     * @return why it could not, with nothing changed, when one of the rows is to blame
     */
    Optional<SQLException> insert(int low, int high, BitSet open, boolean over) throws SQLException;

    /** Tells which of the rows that are not done, from {@code low} to before {@code high}, have their key in the table. */
    void existing(int low, int high, Existing into) throws SQLException;

    /** The open rows that come after others with the same key, each with the first of these. */
    Map<Integer, Integer> repeated(BitSet open) throws SQLException;

    /** Changes what is to become of some rows. */
    void mark(BitSet rows, Mark mark) throws SQLException;

    /** Why the database refused a single row. */
    Refusal refusal(int row, SQLException failure) throws SQLException;

    boolean isForeignKey(SQLException failure);

    /** The foreign key by which a row names no row of another table. */
    Refusal orphan(int row) throws SQLException;

    /** The written rows that a constraint checked at the commit would refuse. */
    Map<Integer, Refusal> orphansAtCommit(BitSet written) throws SQLException;

    /**
     * Deletes the rows of parents that gave way which are not taken in here again.
     *
     * @param parent the foreign key that names them
     */
    void deleteReplaced(ForeignKey parent, TableRows parents) throws SQLException;

    /** True when existing keys are so frequent that they had better be asked for first. */
    boolean clashesExpected();

    void expectClashes(boolean expected);

    /** What is to become of a row. */
    enum Mark {
        /** It is to be inserted. */
        OPEN,
        /** It waits until the others are in. */
        LATE,
        /** It is settled. */
        DONE,
        /** It is settled, and the row that was there before has given way, so its children must too. */
        REPLACED
    }

    /** Told of a row whose key is in the table. */
    @FunctionalInterface
    interface Existing {
        void found(int row, There there);
    }

    /** What a table has under the key of a row. */
    enum There {
        /** All that is given. */
        SAME,
        OTHER,
        /** Another one, which is later than the row that is given. */
        LATER;

        /** What it is, of those that no time tells apart. */
        public static There of(boolean same) {
            return same ? SAME : OTHER;
        }
    }
}
