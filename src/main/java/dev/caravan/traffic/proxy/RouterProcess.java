package dev.caravan.traffic.proxy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.traffic.ConfFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * The router's process. Its folder holds {@code service.json}, what it routes; {@code split} and {@code mirror.json}, what is in
 * force; and {@code control.json}, where it can be asked as long as it lives.
 */
public final class RouterProcess implements ControlServer.Hand, AutoCloseable {
    private static final int SECONDS = 20;
    private static final int TOKEN_BYTES = 32;
    /** Longer than a router in front takes to send on what it has drawn for the copies already. */
    private static final int LOOK_MILLIS = 500;

    private final ServiceFile service;
    private final ConfFile splitFile;
    private final ConfFile controlFile;
    private String address;
    private final Chooser chooser;
    private final MirrorDesk desk;
    private final Map<Side, SideMeter> meters = new EnumMap<>(Side.class);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Vertx vertx;
    private FrontServer front;
    private volatile long asked = System.nanoTime();
    private volatile boolean lapsed;
    private volatile boolean released;

    private RouterProcess(Path folder) {
        this.service = ServiceFile.read(folder.resolve("service.json"));
        this.splitFile = new ConfFile(folder.resolve("split"));
        this.controlFile = new ConfFile(folder.resolve("control.json"));
        String kept = splitFile.present();
        this.chooser = new Chooser(service, kept == null ? Split.NONE : Split.parse(kept));
        this.desk = new MirrorDesk(folder);
        for (Side side : Side.values()) {
            meters.put(side, new SideMeter());
        }
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                // Nothing is served from files: no folder for copies of them
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Opens the listener and the control port.
     *
     * @param folder the router's folder, as the class says
     * @throws CaravanException TARGET_UNUSABLE when a port cannot be opened
     */
    public static RouterProcess open(Path folder) {
        return open(folder, Bounds.USUAL);
    }

    static RouterProcess open(Path folder, Bounds bounds) {
        RouterProcess process = new RouterProcess(folder);
        try {
            process.begin(bounds);
            return process;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private void begin(Bounds bounds) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors());
        front = new FrontServer(Fronting.of(service, chooser, meters, desk, bounds), loops);
        front.open();
        ControlServer control = new ControlServer(token, this);
        deploy(control);
        if (service.lease() != null) {
            vertx.setPeriodic(Math.max(10, service.lease().toMillis() / 10), tick -> lapse());
        }
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.put("port", control.port())
                .put("token", token)
                .put("pid", ProcessHandle.current().pid());
        address = asked.toPrettyString();
        controlFile.replaceSecret(address);
    }

    private void deploy(ControlServer control) {
        Future<String> deployed = vertx.deployVerticle(control);
        try {
            deployed.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaravanException(ErrorCode.INTERRUPTED, "router", "the process is to end; start it again");
        } catch (ExecutionException | TimeoutException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    "router " + service.listen(),
                    "has no control port: "
                            + (e.getCause() == null ? "no end" : e.getCause().getMessage())
                            + "; free ports of the loopback, and start it again");
        }
    }

    /** Nobody has asked for the length of the lease: whoever watches v2 is gone. */
    private void lapse() {
        if (!lapsed && System.nanoTime() - asked > service.lease().toNanos()) {
            lapsed = true;
            chooser.put(Split.OFF);
        }
    }

    /** Waits for the end, which the control port or a signal brings. */
    public void await() throws InterruptedException {
        ended.await();
    }

    @Override
    public String say() {
        asked = System.nanoTime();
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.put("service", service.name()).put("generation", service.generation());
        said.put("split", chooser.split().toString()).put("lapsed", lapsed);
        said.put("pid", ProcessHandle.current().pid());
        ObjectNode sides = said.putObject("sides");
        meters.forEach((side, meter) -> sides.set(side.toString(), figures(meter)));
        return said.toString();
    }

    private static ObjectNode figures(SideMeter meter) {
        Histogram micros = meter.micros();
        ByteBuffer packed = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
        int length = micros.encodeIntoCompressedByteBuffer(packed);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(packed.array(), 0, length);
        return JsonNodeFactory.instance
                .objectNode()
                .put("requests", meter.requests())
                .put("errors", meter.errors())
                .put("micros", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    /** Down first in memory, up first on the disk: a crash in between leaves less on v2, never more. */
    @Override
    public synchronized String put(String text) {
        Split next = Split.parse(text);
        if (next.compareTo(chooser.split()) < 0) {
            chooser.put(next);
            splitFile.replace(next.toString());
        } else {
            splitFile.replace(next.toString());
            chooser.put(next);
        }
        lapsed = false;
        return say();
    }

    @Override
    public String mirrored(boolean values) {
        asked = System.nanoTime();
        return desk.json(values).toString();
    }

    @Override
    public String mirror(String file) {
        desk.put(file);
        released &= !desk.isOn();
        return mirrored(false);
    }

    @Override
    public String recent() {
        return desk.recent().toString();
    }

    @Override
    public String stop() {
        vertx.setTimer(100, late -> ended.countDown());
        return say();
    }

    @Override
    public synchronized String release() {
        if (!released && service.tee() && !desk.isOn()) {
            released = true;
            vertx.setTimer(LOOK_MILLIS, this::leave);
        }
        return say();
    }

    private void leave(long timer) {
        vertx.executeBlocking(front::isResting).onSuccess(resting -> {
            if (released && resting) {
                ended.countDown();
            } else if (released) {
                vertx.setTimer(LOOK_MILLIS, this::leave);
            }
        });
    }

    @Override
    public void close() {
        ended.countDown();
        desk.close();
        if (front != null) {
            front.close();
        }
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            forget();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The process ends all the same
        }
    }

    /** Nobody can ask any more; unless another process was begun in this folder meanwhile. */
    private void forget() {
        if (address != null && address.equals(controlFile.present())) {
            controlFile.replace(null);
        }
    }
}
