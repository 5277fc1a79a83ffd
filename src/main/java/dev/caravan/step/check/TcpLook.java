package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port that accepts a connection. */
final class TcpLook implements Look {
    private static final int MILLIS = 5_000;

    @Override
    public Seen look(StepCall call) {
        String address = call.step().options().path("tcp").asText();
        int colon = address.lastIndexOf(':');
        ObjectNode facts = Look.facts();
        long begun = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    MILLIS);
            facts.put("seconds", (System.nanoTime() - begun) / 1e9);
            return Seen.good(facts);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Seen.bad(address + " accepts no connection (" + e.getMessage() + ")", facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("tcp").asText() + " accepts a connection";
    }
}
