package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A second, real process that runs a class of the tests. Its error output is mixed into its output. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    static ChildJvm start(Class<?> main, Object... arguments) {
        return start(Map.of(), main, arguments);
    }

    /** Starts one with more environment. */
    static ChildJvm start(Map<String, String> environment, Class<?> main, Object... arguments) {
        return start(List.of(), environment, main, arguments);
    }

    /** Starts one whose n-th sync to the disk, and only that, fails with EIO. */
    static ChildJvm startWithFailingSync(int n, Class<?> main, Object... arguments) {
        String inject = "inject=fsync,fdatasync:error=EIO:when=" + n;
        List<String> strace =
                List.of("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", inject);
        return start(strace, Map.of(), main, arguments);
    }

    private static ChildJvm start(
            List<String> below, Map<String, String> environment, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(below);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dcaravan.test=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new ChildJvm(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** The next line it prints; null at its end. */
    String line() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines that are still to come. */
    List<String> rest() {
        return output.lines().toList();
    }

    /** Lets it go on, when it waits for its input. */
    void go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String name) {
        run("kill", "-" + name, Long.toString(pid()));
    }

    /** From now on no file that it writes may grow beyond this. */
    void limitFiles(long bytes) {
        run("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes);
    }

    private static void run(String... command) {
        try {
            if (new ProcessBuilder(command).start().waitFor() != 0) {
                throw new IllegalStateException(command[0] + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end and answers its exit status. */
    int end() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("child " + pid() + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int kill() {
        process.destroyForcibly();
        return end();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
