package dev.caravan.system.chroma;

import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.model.TableShape.Column;
import dev.caravan.spi.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The collections of a server, and those that it would make: any of a name it allows. */
final class ChromaCatalogue implements Catalogue {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,510}[A-Za-z0-9]");

    private final Server server;

    ChromaCatalogue(Server server) {
        this.server = server;
    }

    @Override
    public Optional<TableShape> table(String name) {
        CollectionNames names = CollectionNames.of(name);
        for (String collection : names.all()) {
            if (!NAME.matcher(collection).matches()) {
                throw server.address()
                        .error(
                                "'" + collection
                                        + "' cannot be the name of a collection; it takes 3 to 512 letters, digits, dots,"
                                        + " hyphens and underscores, with a letter or digit at both ends",
                                null);
            }
        }
        List<Column> columns = new ArrayList<>();
        if (names.several()) {
            columns.add(column(RecordForm.COLLECTION, Accepts.TEXT));
        }
        columns.add(column(RowForm.ID, Accepts.ANY));
        columns.add(column(RecordForm.DOCUMENT, Accepts.TEXT));
        columns.add(column(RecordForm.EMBEDDING, Accepts.ANY));
        columns.add(column(RecordForm.URI, Accepts.TEXT));
        columns.add(column(RecordForm.METADATA, Accepts.TEXT));
        List<String> key = names.several() ? List.of(RecordForm.COLLECTION, RowForm.ID) : List.of(RowForm.ID);
        return Optional.of(new TableShape(name, columns, key, true));
    }

    @Override
    public boolean has(String table) {
        return CollectionNames.of(table).all().stream()
                .allMatch(name -> server.find(name).isPresent());
    }

    @Override
    public long count(String table) {
        return CollectionNames.of(table).all().stream()
                .map(server::find)
                .flatMap(Optional::stream)
                .mapToLong(server::count)
                .sum();
    }

    @Override
    public Map<String, String> settings(String table) {
        return server.find(table).map(Collection::model).orElse(Map.of());
    }

    @Override
    public void close() {
        server.close();
    }

    private static Column column(String name, Accepts accepts) {
        return new Column(name, "", accepts, false, false);
    }
}
