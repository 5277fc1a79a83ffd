package dev.caravan.campaign;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The records of v1, found by counting braces: a file is an array of objects or objects one after the other. */
final class PlainFiles {
    static final Pattern MEMORIES = Pattern.compile("memories.*\\.json");
    static final Pattern CONVERSATIONS = Pattern.compile("(conversations|chat_history).*\\.json");

    private PlainFiles() {}

    /** The records of all files whose name matches, by path below the folder. */
    static Map<String, List<byte[]>> read(Path folder, Pattern names) {
        Map<String, List<byte[]>> records = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> isRecords(path, names)).toList()) {
                records.put(folder.relativize(file).toString(), cut(unpacked(Files.readAllBytes(file))));
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRecords(Path path, Pattern names) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && names.matcher(path.getFileName().toString()).matches();
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        boolean packed = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        return packed ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
    }

    private static List<byte[]> cut(byte[] bytes) {
        List<byte[]> records = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        boolean text = false;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (text) {
                i += b == '\\' ? 1 : 0;
                text = b != '"';
            } else if (b == '"') {
                text = true;
            } else if (b == '{') {
                begin = depth == 0 ? i : begin;
                depth++;
            } else if (b == '}') {
                depth--;
                if (depth == 0) {
                    records.add(Arrays.copyOfRange(bytes, begin, i + 1));
                }
            }
        }
        return records;
    }
}
