package dev.caravan.system.chroma;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Existing;
import dev.caravan.model.RowBuffer;
import dev.caravan.servers.ChromaServer;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.spi.TargetContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The thing's name and size are entries of the metadata, and its id gives the vector. */
@ExtendWith(ChromaServer.class)
class ChromaTargetContractIT extends TargetContract {
    private Sample sample;

    @BeforeEach
    void makeDatabase(ChromaServer.Running server) {
        sample = new Sample(server);
        sample.collection("thing", "");
    }

    @Override
    protected Target target(Existing existing, TargetTable table) {
        return sample.target(sample.settings(), existing, table);
    }

    @Override
    protected RowBuffer complete(RowBuffer rows) {
        return Sample.withVectors(rows);
    }

    @Override
    protected List<String> things() {
        JsonNode records = sample.records("thing");
        List<String> things = new ArrayList<>();
        for (int index = 0; index < records.path("ids").size(); index++) {
            JsonNode metadata = records.path("metadatas").path(index);
            things.add(records.path("ids").path(index).asText() + "|" + entry(metadata, "name") + "|"
                    + entry(metadata, "size"));
        }
        Collections.sort(things);
        return things;
    }

    private static String entry(JsonNode metadata, String name) {
        return metadata.path(name).isMissingNode()
                ? "null"
                : metadata.path(name).asText();
    }
}
