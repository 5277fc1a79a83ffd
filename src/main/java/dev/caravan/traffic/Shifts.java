package dev.caravan.traffic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Migration;
import dev.caravan.model.Split;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Journal;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Share;
import dev.caravan.repository.Shares;
import dev.caravan.repository.Verified;
import dev.caravan.spi.ShareChange;
import dev.caravan.spi.ShareChange.Cause;
import dev.caravan.spi.Shifted;
import dev.caravan.spi.TrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Changes shares. A wish is written down as it comes; the route that all wishes pass lets it {@link #rest}, then {@link #put}s
 * it. Safe for use by several threads.
 */
public final class Shifts {
    private final Books books;
    private final BiFunction<String, Traffic, TrafficRouter> routers;
    private final LongSupplier nanos;
    private final Bars bars;
    private final ShareBook book;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /**
     * @param routers the router of a service of the migration that is named
     * @param nanos a clock that never jumps
     */
    public Shifts(Books books, BiFunction<String, Traffic, TrafficRouter> routers, LongSupplier nanos) {
        this.books = books;
        this.book = new ShareBook(books);
        this.routers = routers;
        this.nanos = nanos;
        this.bars = new Bars(books.passages(), books.verified(), books.shares(), books.clock());
    }

    /** What is on record. */
    public record Books(Journal journal, Shares shares, Passages passages, Verified verified, Clock clock) {}

    /** A wish with its place among the others. */
    public record Wish(ShareChange change, long ticket) {}

    /** Writes a wish down: whichever comes later wins. The way back never ends above what the passage found. */
    public Wish wish(ShareChange change) {
        Split most = change.cause() == Cause.BACK
                ? book.record(change)
                        .filter(share -> share.passage() == book.passage(change))
                        .map(Share::found)
                        .orElse(change.to())
                : change.to();
        ShareChange meant = change.to().compareTo(most) > 0 ? change.with(most) : change;
        return new Wish(meant, lane(change).ticket());
    }

    /** True when the change would send more to v2. */
    public boolean isRise(ShareChange change) {
        try (TrafficRouter router = router(change)) {
            return isRise(change, router);
        }
    }

    /** The split in force, of a router that is made able to split where it is not yet. */
    public Split split(Migration migration, Traffic service) {
        try (TrafficRouter router = routers.apply(migration.name(), service)) {
            router.install();
            return router.split();
        }
    }

    /** Why a wish cannot be granted; empty when it can. */
    public Optional<CaravanException> refusal(ShareChange change) {
        try (TrafficRouter router = router(change)) {
            return isRise(change, router) ? bars.refusal(change) : Optional.empty();
        }
    }

    /** Why v1 cannot be given callers now; empty when it can, or nobody says where to ask. */
    public Optional<String> obstacle(Traffic service) {
        return Pulse.problem(service);
    }

    /** How long a wish must wait for its turn, in milliseconds; a fall never does. Once for each wish. */
    public long rest(Wish wish) {
        try (TrafficRouter router = router(wish.change())) {
            if (!isRise(wish.change(), router)) {
                return 0;
            }
        }
        ShareChange change = wish.change();
        bars.refusal(change).ifPresent(refused -> {
            throw refused;
        });
        Duration every = change.service().rules().riseEvery();
        long turn = lane(change).reserve(nanos.getAsLong(), every.toNanos());
        return Math.max(TimeUnit.NANOSECONDS.toMillis(turn), sinceLastProcess(change, every));
    }

    /** What an earlier process raised a moment ago counts too. */
    private long sinceLastProcess(ShareChange change, Duration every) {
        Instant raised = book.record(change).map(Share::raised).orElse(null);
        if (raised == null) {
            return 0;
        }
        long left =
                every.minus(Duration.between(raised, books.clock().instant())).toMillis();
        return Math.max(0, Math.min(left, every.toMillis()));
    }

    /**
     * Grants a wish.
     *
     * @throws CaravanException as {@link dev.caravan.spi.ShareControl#put} says
     */
    public Shifted put(Wish wish) {
        try (TrafficRouter router = router(wish.change())) {
            return isRise(wish.change(), router) ? rise(wish, router) : fall(wish, router);
        }
    }

    private Shifted rise(Wish wish, TrafficRouter router) {
        ShareChange change = wish.change();
        Lane lane = lane(change);
        lane.rise();
        try {
            refuseOvertaken(lane, wish);
            bars.refusal(change).ifPresent(refused -> {
                throw refused;
            });
            router.install();
            Split from = router.split();
            book.note(change, "shift", ShareBook.evidence(change, from));
            book.keep(change, from, Duration.ZERO);
            KillPoint.pass("shift-noted");
            long begun = nanos.getAsLong();
            router.put(change.to());
            return done(change, from, begun);
        } catch (CaravanException failed) {
            refuseOvertaken(lane, wish);
            throw book.told(change, failed);
        } finally {
            if (lane.isOvertaken(wish.ticket())) {
                // The mark is of the fall, and this thread has nothing else to end
                Thread.interrupted();
            }
            lane.leave();
        }
    }

    private static void refuseOvertaken(Lane lane, Wish wish) {
        if (lane.isOvertaken(wish.ticket())) {
            throw lowered(wish.change());
        }
    }

    private static CaravanException lowered(ShareChange change) {
        return new CaravanException(
                ErrorCode.ABORTED,
                change.where(),
                "was to be " + change.to() + ", and was lowered meanwhile; set it again if it shall");
    }

    /** Users come first: it is written down behind them, and a journal that fails keeps nobody on a bad v2. */
    private Shifted fall(Wish wish, TrafficRouter router) {
        ShareChange change = wish.change();
        Lane lane = lane(change);
        lane.fall(wish.ticket());
        try {
            if (isRise(change, router)) {
                // Another fall went before it, further down
                throw lowered(change);
            }
            Split from = book.record(change).map(Share::split).orElseGet(() -> reached(router));
            refuseSilent(change, from);
            long begun = nanos.getAsLong();
            lower(router, change.to());
            return done(change, from, begun);
        } catch (CaravanException failed) {
            throw book.told(change, failed);
        } finally {
            lane.leave();
        }
    }

    /** Whoever is on v2 stays there rather than meet nobody. */
    private static void refuseSilent(ShareChange change, Split from) {
        boolean asks = change.cause() == Cause.BACK && !from.equals(change.to());
        Optional<String> problem = asks ? Pulse.problem(change.service()) : Optional.empty();
        if (problem.isPresent()) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    change.where(),
                    problem.get()
                            + "; callers stay where they are. Bring v1 up and roll back again, or send them there all"
                            + " the same by hand, with shift");
        }
    }

    /** What is in force; a router that does not say is brought up first. */
    private static Split reached(TrafficRouter router) {
        try {
            return router.split();
        } catch (CaravanException silent) {
            router.install();
            return router.split();
        }
    }

    /** A router that is not there is brought up, so that users get their answers from v1. */
    private static void lower(TrafficRouter router, Split to) {
        try {
            router.put(to);
        } catch (CaravanException silent) {
            router.install();
            router.put(to);
        }
    }

    private Shifted done(ShareChange change, Split from, long begun) {
        KillPoint.pass("shift-put");
        Duration took = Duration.ofNanos(nanos.getAsLong() - begun);
        ObjectNode evidence = ShareBook.evidence(change, from).put("provedMillis", took.toMillis());
        boolean told = book.noted(change, "shifted", evidence) && book.kept(change, from, took);
        return new Shifted(from, change.to(), took, told);
    }

    /** To nobody is never a rise: it is not even asked, as every question takes time. */
    private boolean isRise(ShareChange change, TrafficRouter router) {
        return change.to().compareTo(Split.NONE) > 0
                && change.to().compareTo(known(change, router).orElse(Split.NONE)) > 0;
    }

    /** What is in force, as its router says, else as it is on record; empty when neither tells. */
    private Optional<Split> known(ShareChange change, TrafficRouter router) {
        try {
            return Optional.of(router.split());
        } catch (CaravanException silent) {
            return book.record(change).map(Share::split);
        }
    }

    private TrafficRouter router(ShareChange change) {
        return routers.apply(change.migration().name(), change.service());
    }

    private Lane lane(ShareChange change) {
        return lanes.computeIfAbsent(change.where(), name -> new Lane());
    }
}
