package dev.caravan.system.chroma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.model.RejectCode;
import dev.caravan.model.Unfit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a vector from a JSON array of numbers; each becomes the 32-bit number next to it. */
final class JsonVector {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonVector() {}

    static Vector read(byte[] json) throws Unfit {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer number = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw bad();
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                number.putFloat(0, number(parser));
                out.write(number.array());
            }
        } catch (JsonProcessingException e) {
            throw bad();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be read", e);
        }
        return new Vector(out.toByteArray(), 0, out.size());
    }

    private static float number(JsonParser parser) throws IOException, Unfit {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Float.NaN;
        }
        if (!parser.currentToken().isNumeric()) {
            throw bad();
        }
        return Float.parseFloat(parser.getText());
    }

    private static Unfit bad() {
        return new Unfit(RejectCode.BAD_TYPE, "column 'embedding' takes a vector or a JSON array of numbers");
    }
}
