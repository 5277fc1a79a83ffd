package dev.caravan.step.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.model.Notices.Channel;
import dev.caravan.repository.Notice;
import dev.caravan.repository.NoticeBook;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people, and writes down what arrived and what was lost. Nothing that goes wrong here reaches who asked. Safe for use by
 * several threads.
 */
public final class NoticeDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeDesk.class);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Messenger messenger;
    private final NoticeBook book;
    private final Clock clock;
    private final ExecutorService later = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "notices");
        thread.setDaemon(true);
        return thread;
    });

    public NoticeDesk(Messenger messenger, NoticeBook book, Clock clock) {
        this.messenger = messenger;
        this.book = book;
        this.clock = clock;
    }

    /** What people were told. */
    public NoticeBook book() {
        return book;
    }

    /**
     * Tells over each of the channels.
     *
     * @param cause what is told of
     * @param to names of channels, or URLs of hooks; none for every channel
     * @return what was lost: {@code channel: why}
     */
    public List<String> tell(
            Migration migration, long passage, String cause, String event, String text, List<String> to) {
        Message message = new Message(
                migration.name(), passage, event, text, clock.instant().toString());
        List<String> lost = new ArrayList<>();
        for (Channel channel : channels(migration, to)) {
            String why = tell(channel, message);
            book.add(new Notice(migration.name(), passage, clock.instant(), cause, event, channel.name(), text, why));
            if (why != null) {
                LOG.warn("{}: '{}' could not be told to {}: {}", migration.name(), event, channel.name(), why);
                lost.add(channel.name() + ": " + why);
            }
        }
        return lost;
    }

    /** The same, soon, without waiting for it. */
    public void tellLater(Migration migration, long passage, String cause, String event, String text, List<String> to) {
        later.execute(() -> {
            try {
                tell(migration, passage, cause, event, text, to);
            } catch (CaravanException unkept) {
                LOG.warn("{}: what was told cannot be written down: {}", migration.name(), unkept.getMessage());
            }
        });
    }

    /** Null when it arrived; one try more, as most losses are short. */
    private String tell(Channel channel, Message message) {
        String why = null;
        for (int attempt = 1; attempt <= 2; attempt++) {
            try {
                messenger.send(channel, message);
                return null;
            } catch (IOException | RuntimeException e) {
                why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            }
        }
        return why;
    }

    private static List<Channel> channels(Migration migration, List<String> to) {
        List<Channel> known = new ArrayList<>(migration.notices().channels().values());
        if (to.isEmpty()) {
            return known;
        }
        return to.stream()
                .map(name -> known.stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseGet(() -> new Channel("hook", "webhook", name, JsonNodeFactory.instance.objectNode())))
                .toList();
    }

    /** Waits some seconds for what is still on its way. */
    @Override
    public void close() {
        later.shutdown();
        try {
            if (!later.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                later.shutdownNow();
            }
        } catch (InterruptedException e) {
            later.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
