package dev.caravan.step;

import java.util.List;

/**
 * Programs that only start services again: what these are made of stays as it was, so nothing is there to take back. Whoever
 * changed their files takes these back, and restarts there.
 */
public final class Restart {
    private static final List<String> PROGRAMS =
            List.of("docker", "docker-compose", "podman", "service", "supervisorctl", "systemctl");

    private static final List<String> VERBS = List.of("reload", "restart");

    private Restart() {}

    /** True for a program with its arguments that restarts or reloads, whatever its options. */
    public static boolean is(List<String> arguments) {
        List<String> words = !arguments.isEmpty() && arguments.get(0).equals("sudo")
                ? arguments.subList(1, arguments.size())
                : arguments;
        if (words.isEmpty()) {
            return false;
        }
        String program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
        return PROGRAMS.contains(program)
                && !words.contains("exec")
                && words.stream().anyMatch(VERBS::contains);
    }
}
