package dev.caravan.system.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Finds the driver for a URL: among those that came along, then among the jars in a folder. Safe for use by several threads. */
final class Drivers {
    private final Path folder;
    private List<Driver> found;

    /**
     * Drivers to be found.
     *
     * @param folder where people put jars; may be missing
     */
    Drivers(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** The driver that says it knows the URL. */
    synchronized Optional<Driver> of(String url) {
        if (found == null) {
            found = all();
        }
        return found.stream().filter(driver -> accepts(driver, url)).findFirst();
    }

    private List<Driver> all() {
        List<Driver> drivers = new ArrayList<>();
        add(ServiceLoader.load(Driver.class, Drivers.class.getClassLoader()), drivers);
        if (Files.isDirectory(folder)) {
            // Lives as long as the process: connections come from it
            add(ServiceLoader.load(Driver.class, new URLClassLoader(jars(), Drivers.class.getClassLoader())), drivers);
        }
        return drivers;
    }

    private static void add(ServiceLoader<Driver> loader, List<Driver> drivers) {
        var each = loader.iterator();
        while (true) {
            try {
                if (!each.hasNext()) {
                    return;
                }
                drivers.add(each.next());
            } catch (ServiceConfigurationError e) {
                // A driver that cannot be loaded is as good as none; the next one may be the right one
                continue;
            }
        }
    }

    private URL[] jars() {
        try (Stream<Path> files = Files.list(folder)) {
            List<URL> jars = new ArrayList<>();
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                jars.add(jar.toUri().toURL());
            }
            return jars.toArray(new URL[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }
}
