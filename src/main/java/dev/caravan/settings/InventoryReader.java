package dev.caravan.settings;

import dev.caravan.model.Durations;
import dev.caravan.model.Inventory;
import dev.caravan.settings.Values.Expanded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code inventory:}, which holds the hosts itself or names the file that does. */
final class InventoryReader {
    private static final int SSH = 22;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final String MAP = "{";

    private final Folders folders;

    InventoryReader(Folders folders) {
        this.folders = folders;
    }

    /** The hosts; of use only when nothing was complained about. */
    Inventory read(Section inventory) {
        if (!inventory.isText()) {
            return hosts(inventory);
        }
        if (inventory.text().startsWith(MAP)) {
            return file(inventory, "inventory", inventory.text());
        }
        Path file = folders.anyFile(inventory);
        return file == null
                ? Inventory.none()
                : file(inventory, file.toString(), FileText.read(file).text());
    }

    private Inventory file(Section owner, String name, String text) {
        Mistakes mistakes = new Mistakes(name);
        YamlTree tree = new YamlReader(text, mistakes).read();
        Expanded values = new Expanded(tree.root(), Set.of(), Set.of());
        new Structure("inventory").check(values, tree, mistakes);
        Inventory read = hosts(Section.root(tree, values, mistakes));
        owner.include(mistakes);
        return read;
    }

    private Inventory hosts(Section inventory) {
        Map<String, Inventory.Host> hosts = new LinkedHashMap<>();
        inventory.at("hosts").members().forEach((name, host) -> hosts.put(name, host(name, host, inventory)));
        return new Inventory(hosts);
    }

    private Inventory.Host host(String name, Section host, Section all) {
        String address = host.text("address");
        String user = either(host, all, "user").text();
        String kind = host.text("kind");
        return new Inventory.Host(
                name,
                address == null ? name : address,
                host.integer("port", all.integer("port", SSH)),
                user == null ? System.getProperty("user.name") : user,
                kind == null ? "" : kind,
                host.texts("groups"),
                host.integer("priority", Integer.MAX_VALUE),
                access(host, all),
                values(host.at("values")));
    }

    private Inventory.Access access(Section host, Section all) {
        Path key = path(either(host, all, "key"));
        Path agent = path(either(host, all, "agent"));
        if (key == null && agent == null) {
            agent = Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                    .filter(socket -> !socket.isEmpty())
                    .map(Path::of)
                    .orElse(null);
        }
        String connect = either(host, all, "connect").text();
        return new Inventory.Access(
                key,
                key == null ? agent : null,
                host.texts("host-key"),
                path(either(host, all, "known-hosts")),
                "accept-new".equals(either(host, all, "unknown-hosts").text()),
                connect == null ? CONNECT : Durations.parse(connect).orElse(CONNECT));
    }

    private static Section either(Section host, Section all, String key) {
        return host.has(key) ? host.at(key) : all.at(key);
    }

    /** Null where there is none; {@code ~/} is the home of who runs this. */
    private Path path(Section text) {
        if (text.text() == null) {
            return null;
        }
        if (text.text().startsWith("~/")) {
            return Path.of(System.getProperty("user.home"), text.text().substring(2));
        }
        String path = folders.data(text);
        return path == null ? null : Path.of(path);
    }

    private static Map<String, String> values(Section values) {
        Map<String, String> read = new LinkedHashMap<>();
        values.members().forEach((key, value) -> read.put(key, value.node().asText()));
        return read;
    }
}
