package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A password from a person, never from the command line: others see that. */
final class PasswordInput {
    private PasswordInput() {}

    /** Asks twice on a terminal; without one, takes the first line of standard input. */
    static char[] read() {
        Console console = System.console();
        if (console == null) {
            return line();
        }
        char[] password = asked(console, "Password: ");
        char[] again = asked(console, "Once more: ");
        if (!Arrays.equals(password, again)) {
            throw refused("the two passwords differ; type the same one twice");
        }
        return password;
    }

    private static char[] asked(Console console, String prompt) {
        char[] typed = console.readPassword(prompt);
        if (typed == null) {
            throw refused("none was given; type one");
        }
        return typed;
    }

    private static char[] line() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw refused("none was given; type it on a terminal, or hand it in by standard input");
            }
            return line.toCharArray();
        } catch (IOException e) {
            throw new CaravanException(ErrorCode.IO_FAILED, "standard input", "cannot be read", e);
        }
    }

    private static CaravanException refused(String what) {
        return new CaravanException(ErrorCode.USAGE, "password", what);
    }
}
