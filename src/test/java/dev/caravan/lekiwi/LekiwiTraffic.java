package dev.caravan.lekiwi;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Robots that ask for themselves through nginx, some at once, from the first answer on until it is closed. */
final class LekiwiTraffic implements AutoCloseable {
    private static final int THREADS = 6;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    LekiwiTraffic(LekiwiWorld world) {
        for (int first = 0; first < THREADS; first++) {
            int robot = first;
            threads.add(new Thread(() -> ask(world, robot), "robots " + robot));
        }
        threads.forEach(Thread::start);
    }

    private void ask(LekiwiWorld world, int first) {
        boolean answered = false;
        for (int n = first; !over; n += THREADS + 1) {
            int robot = n % LekiwiWorld.ROBOTS;
            try {
                HttpResponse<String> answer = world.get("/robots/" + robot, robot);
                answered = true;
                if (answer.statusCode() != 200) {
                    failures.add("robot " + robot + ": status " + answer.statusCode());
                }
                java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
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
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
