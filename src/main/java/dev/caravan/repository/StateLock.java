package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock of a state folder: at most one process holds it. {@code STATE/run.lock} is locked, and names its holder for
 * others to read; the kernel frees it when the holder ends, however it ends.
 *
 * <p>Whoever removes the file by force gives the state away: the next process locks a new file, and the old holder
 * learns from {@link #stillOwned} that it is no longer the one. That is a courtesy only; what keeps an old holder from
 * writing is the epoch in the target's ledger.
 *
 * <p>On NFS a lock is only as good as the server's lock daemon, and a client that lost its connection may hold it for
 * long: keep the state on a local disk.
 */
public final class StateLock implements AutoCloseable {
    private static final String FILE = "run.lock";
    private static final int TRIES = 5;

    /**
     * What this process holds. The kernel gives these locks to processes, and closing any channel on the file, even one
     * opened only to read it, gives the lock back: so within this process the file may not be opened a second time.
     */
    private static final Map<Path, Holder> HELD_HERE = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final Object identity;

    private StateLock(Path file, FileChannel channel, Object identity) {
        this.file = file;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Takes the lock, at once or not at all.
     *
     * @throws CaravanException STATE_LOCKED, naming the holder; STATE_UNUSABLE when the folder cannot be used
     */
    public static StateLock take(Path state, Holder holder) {
        Path file = StateFolder.make(state).resolve(FILE);
        Holder here = HELD_HERE.putIfAbsent(file, holder);
        if (here != null) {
            throw locked(file, Optional.of(here));
        }
        try {
            StateLock lock = lock(file);
            lock.name(holder);
            return lock;
        } catch (IOException e) {
            HELD_HERE.remove(file);
            throw unusable(file, e);
        } catch (CaravanException e) {
            HELD_HERE.remove(file);
            throw e;
        }
    }

    /**
     * Refuses at once what {@link #take} would refuse later, for callers with slow work to do in between.
     *
     * @throws CaravanException STATE_LOCKED, naming the holder
     */
    public static void refuseIfHeld(Path state) {
        Optional<Holder> holder = holder(state);
        if (holder.isPresent() && isHeld(state)) {
            throw locked(state.toAbsolutePath().resolve(FILE), holder);
        }
    }

    /** Who holds the state now; empty when nobody does. The lock itself is not touched. */
    public static Optional<Holder> holder(Path state) {
        try {
            Path file = state.toRealPath().resolve(FILE);
            Holder here = HELD_HERE.get(file);
            return here != null ? Optional.of(here) : HolderFile.living(file);
        } catch (NoSuchFileException noState) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(state, e);
        }
    }

    /** False once the file was removed or replaced: another process may have taken over, and this one must stop. */
    public boolean stillOwned() {
        try {
            return channel.isOpen() && Objects.equals(identity(file), identity);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Gives the lock back. The file stays: removing it would race with a process that has just opened it. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            if (stillOwned()) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }

    /** A file can name a process that ended long ago, whose number another one has now. */
    private static boolean isHeld(Path state) {
        try {
            Path file = state.toRealPath().resolve(FILE);
            if (HELD_HERE.containsKey(file)) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(file, READ, WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = channel.tryLock()) {
                return lock == null;
            }
        } catch (NoSuchFileException goneMeanwhile) {
            return false;
        } catch (IOException e) {
            throw unusable(state, e);
        }
    }

    private static StateLock lock(Path file) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            StateFolder.makeFile(file);
            Object before = identity(file);
            FileChannel channel = FileChannel.open(file, READ, WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock();
            // The file may have been replaced between opening and locking; then this is a lock on nothing
            if (lock != null && Objects.equals(before, identity(file))) {
                return new StateLock(file, channel, before);
            }
            channel.close();
            if (lock == null) {
                throw locked(file, HolderFile.living(file));
            }
        }
        throw new CaravanException(
                ErrorCode.STATE_LOCKED, file.toString(), "is being replaced again and again; end what does so");
    }

    private void name(Holder holder) throws IOException {
        try {
            channel.truncate(0);
            ByteBuffer text = ByteBuffer.wrap(HolderFile.text(holder).getBytes(UTF_8));
            while (text.hasRemaining()) {
                channel.write(text);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The inode. It cannot be used again while the channel keeps the file open. */
    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static CaravanException locked(Path file, Optional<Holder> holder) {
        String who = holder.map(Holder::toString).orElse("a process that has only just begun");
        String how = holder.map(it -> "stop it with 'kill " + it.pid() + "'").orElse("stop it");
        return new CaravanException(
                ErrorCode.STATE_LOCKED,
                file.getParent().toString(),
                "is in use by " + who + "; wait for its end, " + how + ", or name another folder with --state");
    }

    private static CaravanException unusable(Path file, IOException e) {
        return new CaravanException(
                ErrorCode.STATE_UNUSABLE,
                file.toString(),
                "cannot be locked (" + e + "); look at its owner and mode, or name another" + " folder with --state",
                e);
    }
}
