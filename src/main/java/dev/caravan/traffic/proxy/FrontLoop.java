package dev.caravan.traffic.proxy;

import dev.caravan.model.Side;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the callers' connections of one event loop share. To be used by that loop alone. */
final class FrontLoop {
    private final Fronting fronting;
    private final Map<Side, SidePool> pools = new EnumMap<>(Side.class);
    private final Set<FrontConnection> callers = new HashSet<>();
    private final Mirroring mirroring;

    /**
     * @param loops how many there are
     * @param names as {@link SidePool} has them
     */
    FrontLoop(Fronting fronting, EventLoop loop, int loops, AddressResolverGroup<InetSocketAddress> names) {
        this.fronting = fronting;
        Map<Side, SidePool> copies = new EnumMap<>(Side.class);
        fronting.origins().forEach((side, origin) -> {
            pools.put(side, new SidePool(loop, origin, names, fronting.bounds().connections()));
            copies.put(side, new SidePool(loop, origin, names, fronting.bounds().connections()));
        });
        this.mirroring = new Mirroring(loop, fronting, copies, loops);
        long millis = fronting.bounds().look().toMillis();
        loop.scheduleAtFixedRate(() -> sweep(copies), millis, millis, TimeUnit.MILLISECONDS);
    }

    private void sweep(Map<Side, SidePool> copies) {
        pools.values().forEach(SidePool::sweep);
        copies.values().forEach(SidePool::sweep);
        List.copyOf(callers).forEach(caller -> caller.sweep(fronting.bounds()));
    }

    Fronting fronting() {
        return fronting;
    }

    SidePool pool(Side side) {
        return pools.get(side);
    }

    Mirroring mirroring() {
        return mirroring;
    }

    /** True when none of its callers waits for an answer, or for the rest of one. */
    boolean isResting() {
        return callers.stream().allMatch(FrontConnection::isResting);
    }

    void add(FrontConnection caller) {
        callers.add(caller);
    }

    void remove(FrontConnection caller) {
        callers.remove(caller);
    }
}
