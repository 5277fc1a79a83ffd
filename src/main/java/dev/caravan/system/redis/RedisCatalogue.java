package dev.caravan.system.redis;

import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.model.TableShape.Column;
import dev.caravan.spi.Catalogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What tables a server has: one for every pattern of keys that can be thought of. */
final class RedisCatalogue implements Catalogue {
    private final RedisServer server;
    private final String place;

    /**
     * A catalogue; nothing is opened.
     *
     * @param place of the system in its file, for mistakes
     */
    RedisCatalogue(RedisServer server, String place) {
        this.server = server;
        this.place = place;
    }

    @Override
    public Optional<TableShape> table(String name) {
        KeyChoice choice = KeyChoice.of(name, place);
        List<Column> columns = new ArrayList<>();
        for (String column : choice.columns()) {
            columns.add(new Column(column, "", Accepts.ANY, false, false));
        }
        return Optional.of(new TableShape(name, columns, choice.key(), true));
    }

    @Override
    public long count(String table) {
        long[] keys = new long[1];
        try (RedisLink link = server.link()) {
            new KeyScan(link, KeyChoice.of(table, place)).each(entry -> keys[0]++);
        } catch (IOException e) {
            throw server.address().error("its keys could not be counted", e);
        }
        return keys[0];
    }

    @Override
    public void close() {
        // Every question has a connection of its own
    }
}
