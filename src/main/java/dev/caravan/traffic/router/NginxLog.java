package dev.caravan.traffic.router;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A line for each answer, in a file of Caravan's own: {@code <side> <status> <seconds until the upstream's answer>}. nginx writes
 * it only while a file beside it says that somebody reads.
 */
public record NginxLog(Path folder) {
    /** The status that nginx gives a request whose client went away. */
    public static final int CLIENT_GONE = 499;

    private static final String ASKED = "measured";

    /** The one of a service; nginx must have been given its configuration. */
    public static NginxLog of(Traffic service) {
        return new NginxLog(NginxRouter.folder(service));
    }

    /** True when a ramp of the service asks nginx. */
    static boolean isWanted(Traffic service) {
        return service.ramp() != null && !service.ramp().queries();
    }

    /** The file that nginx writes. */
    public Path file() {
        return folder.resolve("answers.log");
    }

    /** Lets nginx write. */
    public void open() {
        make();
        try {
            Files.writeString(folder.resolve(ASKED), "", StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Lets nginx write no more. */
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve(ASKED));
        } catch (IOException e) {
            throw failed(e);
        }
        empty();
    }

    /** Takes all lines out, where this user may; nginx' own reopening of logs gives the file to the user of its workers. */
    public boolean empty() {
        try {
            Files.write(file(), new byte[0], StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            return true;
        } catch (IOException kept) {
            return false;
        }
    }

    /** Made before nginx opens it, so that this user can read it. */
    void make() {
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file())) {
                Files.createFile(
                        file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private CaravanException failed(IOException e) {
        return new CaravanException(
                ErrorCode.TARGET_UNUSABLE,
                folder.toString(),
                "cannot be written: " + e + "; make the folder and its answers.log writable for this user");
    }

    /** What stands in the {@code http} block. */
    static String format(String name) {
        return "log_format %1$s_answers '$%1$s_side $status $upstream_header_time';\n".formatted(name);
    }

    /** What stands in the {@code location} block. */
    static String lines(String name, Path folder) {
        return """
                   set $%1$s_measured "";
                   if (-f "%2$s/measured") { set $%1$s_measured 1; }
                   access_log "%2$s/answers.log" %1$s_answers if=$%1$s_measured;
               """
                .formatted(name, folder);
    }
}
