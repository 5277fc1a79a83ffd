package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Person;
import dev.caravan.settings.PeopleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** Somebody who may sign in the demo, with a key of their own, made for this demo. */
final class DemoPerson {
    private static final String NAME = "ann";
    private static final String ROLE = "operations";

    private final Path people;
    private final Path key;

    private DemoPerson(Path people, Path key) {
        this.people = people;
        this.key = key;
    }

    /** Makes the key and the file of people, readable by their owner alone. */
    static DemoPerson in(Path folder) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            String shown = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
            String secret = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
            Person ann = new Person(NAME, Set.of(ROLE), null, shown, null);
            return new DemoPerson(
                    written(folder.resolve("people.yaml"), PeopleFile.text(List.of(ann))),
                    written(
                            folder.resolve(NAME + ".pem"),
                            "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n"));
        } catch (IOException | GeneralSecurityException e) {
            throw new CaravanException(ErrorCode.IO_FAILED, folder.toString(), "no key can be made: " + e, e);
        }
    }

    private static Path written(Path file, String text) throws IOException {
        FileAttribute<?> own = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(file, own);
        return Files.writeString(file, text);
    }

    /** Where this person is known. */
    Path people() {
        return people;
    }

    /** Signs as anybody would, by the verb, which shows what is signed; answers its exit status. */
    int approve(String migration, String gate, Path books, PrintWriter out) {
        String[] words = {
            "approve",
            migration,
            gate,
            "--role",
            ROLE,
            "--by",
            NAME,
            "--key",
            key.toString(),
            "--state",
            books.toString()
        };
        out.println("   caravan " + String.join(" ", words));
        out.flush();
        CommandLine line = Caravan.commandLine();
        line.setOut(out);
        return line.execute(words);
    }
}
