package dev.caravan.cli;

import dev.caravan.traffic.proxy.RouterProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code router FILE}: one embedded router, as a process of its own. */
@Command(
        name = "router",
        mixinStandardHelpOptions = true,
        description = {
            "The embedded router of a service, as its own process.",
            "It begins with the share that was in force last and keeps it, whatever becomes of the process that set it. A step "
                    + "that shifts traffic starts it by itself; by hand it is started again after a reboot."
        })
final class RouterCommand implements Callable<Integer> {
    /**
     * Set before the first class of the libraries is read: what they do for every request beside its own work, for containers
     * that swap class loaders, for timing their own calls, and for finding leaks. Half of the router's processor time.
     */
    private static final Map<String, String> SPARED = Map.of(
            "vertx.disableTCCL", "true",
            "vertx.disableContextTimings", "true",
            "io.netty.leakDetection.level", "disabled");

    @Parameters(
            paramLabel = "FILE",
            description = "The router's service.json, in its folder of the state: STATE/router/MIGRATION/SERVICE.")
    private Path file;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws InterruptedException {
        verbosity.apply();
        SPARED.forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
        Path folder = file.toAbsolutePath().getParent();
        try (RouterProcess router = RouterProcess.open(folder)) {
            Runtime.getRuntime().addShutdownHook(new Thread(router::close, "signal"));
            router.await();
        }
        return 0;
    }
}
