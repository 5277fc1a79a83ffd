package dev.caravan.system.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryBlocksTest {
    private final Random random = new Random(11);

    @Test
    void shouldGiveEntriesInTheOrderOfTheirBytes() {
        List<byte[]> entries = new ArrayList<>();
        for (int number = 0; number < 3000; number++) {
            // Few first bytes, so that many begin alike; one in 500 fills more than a block
            byte[] entry = new byte[number % 500 == 0 ? 100_000 : 4 + random.nextInt(60)];
            random.nextBytes(entry);
            Arrays.fill(entry, 0, 3, (byte) (number % 2 * 255));
            entries.add(entry);
            entries.add(entry.clone());
        }
        EntryBlocks blocks = new EntryBlocks();
        entries.forEach(blocks::add);

        List<byte[]> sorted = new ArrayList<>();
        blocks.sorted().forEachRemaining(sorted::add);

        entries.sort(Arrays::compareUnsigned);
        assertThat(sorted).containsExactlyElementsOf(entries);
        assertThat(blocks.bytes()).isLessThan(2_000_000L);
    }

    @Test
    void shouldBeEmptyOnceItIsCleared() {
        EntryBlocks blocks = new EntryBlocks();
        blocks.add(new byte[] {1, 2, 3, 4});

        blocks.clear();

        assertThat(blocks.sorted().hasNext()).isFalse();
        assertThat(blocks.bytes()).isZero();
    }
}
