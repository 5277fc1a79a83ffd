package dev.caravan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class S3AddressTest {
    @Test
    void shouldReadAPlaceAtAmazonAndAnywhereElse() {
        assertThat(S3Address.of("s3://backups")).isEqualTo(new S3Address(null, "backups", ""));
        assertThat(S3Address.of("s3://backups/voice/v1/")).isEqualTo(new S3Address(null, "backups", "voice/v1"));
        assertThat(S3Address.of("https://minio.local:9000/backups/voice"))
                .isEqualTo(new S3Address(URI.create("https://minio.local:9000"), "backups", "voice"));
    }

    @Test
    void shouldBeReadAgainAsItIsShown() {
        for (String text : List.of("s3://b", "s3://b/p/q", "http://127.0.0.1:9000/b", "http://127.0.0.1:9000/b/p/q")) {
            S3Address address = S3Address.of(text);

            assertThat(S3Address.of(address.shown())).isEqualTo(address);
            assertThat(address.below("m/x").shown()).isEqualTo(text + "/m/x");
        }
    }

    @Test
    void shouldRefuseKeysInAnAddressWithoutRepeatingThem() {
        for (String text : List.of(
                "http://id:s3cr3t@host/bucket",
                "s3://id:s3cr3t@bucket",
                "s3://bucket?secret=s3cr3t",
                "http://host",
                "ftp://host/s3cr3t",
                "s3cr3t",
                "http://ho st/s3cr3t")) {
            assertThatThrownBy(() -> S3Address.of(text))
                    .as(text)
                    .isInstanceOf(CaravanException.class)
                    .hasMessageNotContaining("s3cr3t");
        }
    }
}
