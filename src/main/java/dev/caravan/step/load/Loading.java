package dev.caravan.step.load;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.step.StepPace;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The means of a load: an event loop and its connections, given back when it ends. */
final class Loading implements AutoCloseable {
    private static final int LOOK_MILLIS = 50;
    private static final int CLOSE_SECONDS = 10;

    private final LoadSettings settings;
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            // Nothing is served from files: no folder for copies of them
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final HttpClient client;
    private final RequestOptions base;
    private final String before;

    Loading(LoadSettings settings) {
        this.settings = settings;
        boolean encrypted = "https".equals(settings.base().getScheme());
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(settings.connections())
                .setConnectTimeout((int) settings.patience().toMillis())
                .setSsl(encrypted)
                .setTcpNoDelay(true);
        if (encrypted && settings.certificate() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(settings.certificate()));
        }
        this.client = vertx.createHttpClient(options);
        int port = settings.base().getPort();
        this.base = new RequestOptions()
                .setHost(settings.base().getHost())
                .setPort(port > 0 ? port : encrypted ? 443 : 80)
                .setSsl(encrypted);
        String path = String.valueOf(settings.base().getRawPath());
        this.before = "null".equals(path) ? "" : path.replaceFirst("/+$", "");
    }

    /**
     * Holds one rate for the settings' time.
     *
     * @throws CaravanException when the run ends or the step's time is over
     */
    LoadMeter hold(int rate, StepPace pace) {
        LoadRun run = new LoadRun(vertx, client, settings, base, before, rate);
        try {
            return awaited(run.begin(), pace);
        } finally {
            run.stop();
        }
    }

    private static LoadMeter awaited(CompletableFuture<LoadMeter> ended, StepPace pace) {
        while (true) {
            pace.goOn();
            try {
                return ended.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                // Its time is not over
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CaravanException(ErrorCode.INTERRUPTED, "load", "the run ends");
            } catch (ExecutionException e) {
                throw new IllegalStateException("a load ends with figures", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Its threads are daemons of nobody: the next load has its own
        }
    }
}
