package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.model.RejectCode;
import dev.caravan.model.Unfit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** Reads the entries of a {@code metadata} column. What the server would refuse, drop or change is unfit. */
final class JsonMetadata {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonMetadata() {}

    static void read(byte[] json, Map<String, Object> into) throws Unfit {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAnObject();
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = wellFormed(parser.currentName());
                parser.nextToken();
                if (into.put(name, value(parser, name)) != null) {
                    throw new Unfit(RejectCode.DUPLICATE_FIELD, "metadata has the key '" + name + "' twice");
                }
            }
        } catch (JsonProcessingException e) {
            throw notAnObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be read", e);
        }
    }

    private static Object value(JsonParser parser, String name) throws IOException, Unfit {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> wellFormed(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                MetadataNumber.of(parser.getText().getBytes(UTF_8), name);
            default -> {
                String seen = parser.currentToken().name().toLowerCase(Locale.ROOT);
                throw new Unfit(
                        RejectCode.BAD_TYPE,
                        "metadata '" + name + "' takes text, numbers and booleans, here is "
                                + seen.substring(seen.indexOf('_') + 1));
            }
        };
    }

    private static String wellFormed(String text) throws Unfit {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                boolean pair =
                        at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
                if (!pair) {
                    throw new Unfit(RejectCode.LONE_SURROGATE, "metadata holds half of a surrogate pair");
                }
                at++;
            }
        }
        return text;
    }

    private static Unfit notAnObject() {
        return new Unfit(RejectCode.BAD_TYPE, "column 'metadata' takes a JSON object, here is something else");
    }
}
