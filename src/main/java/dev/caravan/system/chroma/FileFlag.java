package dev.caravan.system.chroma;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A file on this machine that the proxy looks for. */
final class FileFlag implements FreezeFlag {
    private final Path file;

    FileFlag(Path file) {
        this.file = file;
    }

    @Override
    public Optional<String> read() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw failed("cannot be read", e);
        }
    }

    @Override
    public void write(String token) {
        try {
            Path beside = file.resolveSibling("." + file.getFileName() + ".tmp");
            Files.writeString(beside, token);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("cannot be written", e);
        }
    }

    @Override
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("cannot be removed", e);
        }
    }

    private CaravanException failed(String what, IOException cause) {
        return new CaravanException(
                ErrorCode.IO_FAILED,
                file.toString(),
                "the flag of the freeze " + what + " (" + cause.getMessage()
                        + "); look at owner and rights of its folder",
                cause);
    }
}
