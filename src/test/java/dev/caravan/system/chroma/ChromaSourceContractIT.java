package dev.caravan.system.chroma;

import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.servers.ChromaServer;
import dev.caravan.spi.Source;
import dev.caravan.spi.SourceContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ChromaServer.class)
class ChromaSourceContractIT extends SourceContract {
    private Sample sample;
    private String notes;

    @BeforeEach
    void makeSample(ChromaServer.Running server) {
        sample = new Sample(server);
        notes = sample.collection("notes", "");
        sample.add(notes, "b", "text", "{\"n\":1,\"x\":2.5}", 1, 2);
        sample.add(notes, "a", null, null, 3, 4);
        sample.add(notes, "c", "ü|\u0001", "{\"t\":true,\"s\":\"\"}", 5, 6);
        sample.add(notes, "d", "", "{\"big\":9007199254740993}", -1, 0.1f);
        String more = sample.collection("more", "");
        for (int number = 0; number < 5; number++) {
            sample.add(more, "m" + number, "doc " + number, null, number, number);
        }
    }

    @Override
    protected Source source() {
        return sample.system()
                .source(new Pipeline.Export(sample.settings(), List.of("notes", "more"), List.of(), List.of()));
    }

    @Override
    protected Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put(
                "notes",
                List.of(
                        "b|text|0000803f00000040|null|{\"n\":1,\"x\":2.5}",
                        "a|null|0000404000008040|null|null",
                        "c|ü|\u0001|0000a0400000c040|null|{\"s\":\"\",\"t\":true}",
                        "d||000080bfcdcccc3d|null|{\"big\":9007199254740993}"));
        expected.put(
                "more",
                List.of(
                        "m0|doc 0|0000000000000000|null|null",
                        "m1|doc 1|0000803f0000803f|null|null",
                        "m2|doc 2|0000004000000040|null|null",
                        "m3|doc 3|0000404000004040|null|null",
                        "m4|doc 4|0000804000008040|null|null"));
        return expected;
    }

    @Override
    protected void change(Partition partition) {
        if (partition.table().equals("notes")) {
            sample.add(notes, "b", "next", "{\"n\":1,\"x\":2.5}", 1, 2);
        } else {
            String more = sample.described("more").path("id").asText();
            sample.add(more, "m3", "doc 9", null, 3, 3);
        }
    }
}
