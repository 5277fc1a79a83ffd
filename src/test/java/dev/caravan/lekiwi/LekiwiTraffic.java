package dev.caravan.lekiwi;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Robots that ask for themselves through nginx, one after the other, from the first answer on until it is closed. */
final class LekiwiTraffic implements AutoCloseable {
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean over;

    LekiwiTraffic(LekiwiWorld world) {
        thread = new Thread(() -> ask(world), "robots");
        thread.start();
    }

    private void ask(LekiwiWorld world) {
        boolean answered = false;
        for (int n = 0; !over; n++) {
            int robot = n % LekiwiWorld.ROBOTS;
            try {
                HttpResponse<String> answer = world.get("/robots/" + robot, robot);
                answered = true;
                if (answer.statusCode() != 200) {
                    failures.add("robot " + robot + ": status " + answer.statusCode());
                }
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            } catch (IOException e) {
                if (answered) {
                    failures.add("robot " + robot + ": " + e);
                }
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    List<String> failures() {
        return failures;
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
