package dev.caravan.traffic.metric;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Side;
import dev.caravan.model.SideWindow;
import dev.caravan.spi.MetricProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Figures that a router measures itself, read whenever somebody asks and at most every tenth of a second. */
final class RouterMetrics implements MetricProvider {
    private static final long FRESH_MILLIS = 100;

    private final Clock clock;
    private final Reader reader;
    private final WindowBook book;
    private long read;
    private boolean there;

    /** @param longest how far back anybody will ask */
    RouterMetrics(Reader reader, Clock clock, Duration longest) {
        this.reader = reader;
        this.clock = clock;
        this.book = new WindowBook(clock, longest);
        // What was counted before is nobody's window
        refresh();
    }

    @Override
    public Optional<SideWindow> window(Side side, Duration length) {
        if (Math.abs(clock.millis() - read) >= FRESH_MILLIS) {
            refresh();
        }
        return there ? book.window(side, length) : Optional.empty();
    }

    private void refresh() {
        try {
            there = reader.read(book);
        } catch (CaravanException silent) {
            there = false;
        }
        read = clock.millis();
    }

    @Override
    public void close() {
        reader.close();
    }

    /** Reads what is new. */
    interface Reader extends AutoCloseable {
        /**
         * Puts what has come since the last call into the book; the first call only notes where it stands.
         *
         * @return false when it cannot be had now
         * @throws CaravanException the same, with the reason
         */
        boolean read(WindowBook book);

        @Override
        void close();
    }
}
