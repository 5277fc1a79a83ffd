package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GzipStreamTest {
    private static final String FIRST = "{\"a\":1}\n".repeat(50);
    private static final String SECOND = "{\"b\":\"\u00fc\"}\n".repeat(70);

    @Test
    void shouldUnpackMembersOneAfterAnother() throws IOException {
        byte[] packed = Gzip.of(FIRST, "", SECOND);

        assertThat(unpacked(packed)).isEqualTo(FIRST + SECOND);
        assertThat(damage(packed)).isNull();
    }

    /** The JDK's stream ends at a member's end when its input says that nothing is available. */
    @Test
    void shouldNotEndWhereTheInputHasNothingAvailableYet() throws IOException {
        byte[] packed = Gzip.of(FIRST, SECOND);
        InputStream drops = Framed.inPieces(packed, new Random(1));

        String unpacked = new String(new GzipStream(drops, null).readAllBytes(), UTF_8);

        assertThat(unpacked).isEqualTo(FIRST + SECOND);
    }

    @Test
    void shouldUnpackAByteAtATime() throws IOException {
        try (GzipStream stream = new GzipStream(new ByteArrayInputStream(Gzip.of("a\u00fc")), null)) {
            assertThat(stream.read()).isEqualTo('a');
            assertThat(stream.read()).isEqualTo(0xC3);
            assertThat(stream.read()).isEqualTo(0xBC);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void shouldReadOverEverythingAHeaderMayHold() throws IOException {
        byte[] plain = Gzip.of(FIRST);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 1 | 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
        packed.writeBytes(new byte[] {3, 0, 9, 9, 9});
        packed.writeBytes("name\0comment\0".getBytes(UTF_8));
        packed.writeBytes(new byte[] {7, 7});
        packed.writeBytes(Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(unpacked(packed.toByteArray())).isEqualTo(FIRST);
    }

    @Test
    void shouldReadOverZeroBytesBehindTheLastMember() throws IOException {
        assertThat(unpacked(join(Gzip.of(FIRST), new byte[600]))).isEqualTo(FIRST);
    }

    @Test
    void shouldNotTakeGarbageBehindAMemberForTheEnd() throws IOException {
        byte[] packed = join(Gzip.of(FIRST), "garbage".getBytes(UTF_8));

        assertThat(damage(packed)).hasMessageContaining("lies something else");
        assertThat(damage(packed).sound()).isEqualTo(FIRST.length());
    }

    @Test
    void shouldNoticeEveryTruncationAndGiveWhatLiesBefore() throws IOException {
        byte[] packed = Gzip.of(FIRST, SECOND);
        int border = Gzip.of(FIRST).length;

        for (int length = 0; length < packed.length; length++) {
            if (length == border) {
                continue;
            }
            byte[] cut = Arrays.copyOf(packed, length);
            DamagedGzipException damage = damage(cut);
            byte[] before = before(cut, damage);

            assertThat(damage).as("cut at %d", length).hasMessage("the gzip data is cut off");
            assertThat(before).hasSize((int) damage.sound());
            assertThat(before).isEqualTo(Arrays.copyOf((FIRST + SECOND).getBytes(UTF_8), before.length));
        }
    }

    @Test
    void shouldVouchForNoByteOfAMemberWithAChangedBit() throws IOException {
        byte[] first = Gzip.of(FIRST);
        byte[] packed = join(first, Gzip.of(SECOND));
        int header = 10;
        for (int bit = (first.length + header) * 8; bit < packed.length * 8; bit++) {
            byte[] flipped = packed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            DamagedGzipException damage = damage(flipped);

            // Some bits are mere padding
            if (damage == null) {
                assertThat(unpacked(flipped)).as("bit %d", bit).isEqualTo(FIRST + SECOND);
                continue;
            }
            assertThat(before(flipped, damage))
                    .as("bit %d", bit)
                    .satisfiesAnyOf(
                            before -> assertThat(before).isEqualTo(FIRST.getBytes(UTF_8)),
                            before -> assertThat(damage).hasMessageContaining("cut off"));
        }
    }

    @Test
    void shouldNoticeAWrongSum() throws IOException {
        byte[] packed = Gzip.of(FIRST);
        packed[packed.length - 8] ^= 1;

        assertThatThrownBy(() -> unpacked(packed))
                .isInstanceOf(DamagedGzipException.class)
                .hasMessageContaining("sum");
        assertThat(damage(packed).sound()).isZero();
    }

    private static byte[] before(byte[] packed, DamagedGzipException damage) throws IOException {
        try (GzipStream stream = new GzipStream(new ByteArrayInputStream(packed), damage)) {
            byte[] sound = stream.readNBytes((int) damage.sound());
            assertThatThrownBy(stream::read).isSameAs(damage);
            return sound;
        }
    }

    private static DamagedGzipException damage(byte[] packed) throws IOException {
        return GzipStream.damage(new ByteArrayInputStream(packed));
    }

    private static String unpacked(byte[] packed) throws IOException {
        try (GzipStream stream = new GzipStream(new ByteArrayInputStream(packed), null)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
