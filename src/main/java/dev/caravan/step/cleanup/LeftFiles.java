package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.StepNames;
import dev.caravan.step.archive.Archive;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file, or a folder with all that is in it; a link counts as itself.
 *
 * @param path absolute
 * @param kept what must not lie in it, nor hold it: absolute
 */
record LeftFiles(Path path, List<Path> kept) implements Leftover {
    LeftFiles {
        for (Path one : kept) {
            if (one.startsWith(path)) {
                throw new CaravanException(
                        ErrorCode.STEP_FAILED,
                        path.toString(),
                        one + " lies in " + path + ", so it is not removed; name less");
            }
        }
    }

    @Override
    public String named() {
        return "files " + path;
    }

    @Override
    public boolean there(StepCall call) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Packing> packing(StepCall call) {
        String name = StepNames.plain(path.getFileName().toString()) + "-"
                + Integer.toHexString(path.toString().hashCode());
        return Optional.of(new Packing(path, StepNames.of(call).full() + "." + name));
    }

    @Override
    public ObjectNode remove(StepCall call, Archive archive) {
        if (archive == null) {
            throw new CaravanException(
                    ErrorCode.SOURCE_CHANGED, path.toString(), path + " came while the rest was removed; run again");
        }
        return JsonNodeFactory.instance.objectNode().put("entries", archive.removeWhatItHolds(path));
    }
}
