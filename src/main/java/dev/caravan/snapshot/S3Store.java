package dev.caravan.snapshot;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SnapshotFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A place in S3, by Amazon's own client. Keys come from the environment alone and are never shown. What every server of this
 * kind understands is all that is used: signed requests, MD5 of what is sent, and parts for large files.
 */
final class S3Store implements ObjectStore {
    private static final int PART = 8 << 20;
    private static final int MOST_PARTS = 9_000;
    private static final String OCTETS = "application/octet-stream";

    private final S3Address address;
    private final S3Client client;
    private final long part;

    private S3Store(S3Address address, S3Client client, long part) {
        this.address = address;
        this.client = client;
        this.part = part;
    }

    /**
     * Opens a place; nothing is called yet.
     *
     * @param environment with {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, and {@code AWS_SESSION_TOKEN} and
     *     {@code AWS_REGION} where they are needed
     */
    static S3Store open(S3Address address, Map<String, String> environment) {
        return open(address, environment, PART);
    }

    /** Opens a place; files of more than {@code part} bytes travel in parts of that size. */
    static S3Store open(S3Address address, Map<String, String> environment, long part) {
        String region = environment.getOrDefault(
                "AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", Region.US_EAST_1.id()));
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials(address, environment)))
                .overrideConfiguration(
                        more -> more.defaultProfileFile(ProfileFile.aggregator().build()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(more -> more.chunkedEncodingEnabled(false))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(Duration.ofSeconds(60)));
        if (address.endpoint() != null) {
            builder.endpointOverride(address.endpoint()).forcePathStyle(true);
        }
        return new S3Store(address, builder.build(), part);
    }

    @Override
    public String shown() {
        return address.shown();
    }

    @Override
    public OptionalLong size(String name) {
        try {
            return OptionalLong.of(
                    client.headObject(call -> call.bucket(address.bucket()).key(address.key(name)))
                            .contentLength());
        } catch (S3Exception unknown) {
            if (unknown.statusCode() == 404 || unknown.statusCode() == 403) {
                // Keys that may not list are refused here for what is not there; writing it tells
                return OptionalLong.empty();
            }
            throw failed(unknown);
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    @Override
    public void put(String name, Path file, SnapshotFolder.Pace pace) throws IOException {
        long size = Files.size(file);
        try (InputStream in = Files.newInputStream(file)) {
            if (size <= part) {
                byte[] bytes = in.readNBytes((int) size);
                calling(() -> client.putObject(
                        call -> call.bucket(address.bucket())
                                .key(address.key(name))
                                .contentMD5(md5(bytes)),
                        body(bytes)));
            } else {
                putParts(address.key(name), in, (int) Math.max(part, size / MOST_PARTS + 1), pace);
            }
        }
    }

    @Override
    public InputStream read(String name) {
        return calling(
                () -> client.getObject(call -> call.bucket(address.bucket()).key(address.key(name))));
    }

    @Override
    public void close() {
        client.close();
    }

    private void putParts(String key, InputStream in, int size, SnapshotFolder.Pace pace) throws IOException {
        forgetUnfinished(key);
        String upload = calling(() -> client.createMultipartUpload(
                        call -> call.bucket(address.bucket()).key(key)))
                .uploadId();
        List<CompletedPart> done = new ArrayList<>();
        boolean whole = false;
        try {
            for (byte[] bytes = in.readNBytes(size); bytes.length > 0; bytes = in.readNBytes(size)) {
                pace.goOn();
                done.add(putPart(key, upload, done.size() + 1, bytes));
            }
            calling(() -> client.completeMultipartUpload(call -> call.bucket(address.bucket())
                    .key(key)
                    .uploadId(upload)
                    .multipartUpload(parts -> parts.parts(done))));
            whole = true;
        } finally {
            if (!whole) {
                abort(key, upload);
            }
        }
    }

    private CompletedPart putPart(String key, String upload, int number, byte[] bytes) {
        String tag = calling(() -> client.uploadPart(
                        call -> call.bucket(address.bucket())
                                .key(key)
                                .uploadId(upload)
                                .partNumber(number)
                                .contentMD5(md5(bytes)),
                        body(bytes)))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /** Takes away the parts that a killed process left, which cost money and are never seen; not every server can list them. */
    private void forgetUnfinished(String key) {
        try {
            client.listMultipartUploads(call -> call.bucket(address.bucket()).prefix(key)).uploads().stream()
                    .filter(upload -> upload.key().equals(key))
                    .forEach(upload -> abort(key, upload.uploadId()));
        } catch (S3Exception cannotList) {
            return;
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(
                    call -> call.bucket(address.bucket()).key(key).uploadId(upload));
        } catch (SdkException leftBehind) {
            // What failed before is what people must know
            return;
        }
    }

    private static RequestBody body(byte[] bytes) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes), bytes.length, OCTETS);
    }

    private <T> T calling(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    /** The client's own words may name hosts and requests: only the code of the error is told. */
    private CaravanException failed(SdkException e) {
        if (e instanceof S3Exception refused) {
            String code = refused.awsErrorDetails() == null
                    ? "status " + refused.statusCode()
                    : refused.awsErrorDetails().errorCode() + ", status " + refused.statusCode();
            return error(advice(refused.statusCode(), code), e);
        }
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String why = last == e ? "" : " (" + last.getClass().getSimpleName() + ")";
        return error("the server cannot be reached" + why + "; check the address and the network, then run again", e);
    }

    private String advice(int status, String code) {
        return switch (status) {
            case 403, 401 ->
                "the server refuses these keys (" + code
                        + "); check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that"
                        + " they may read and write in bucket '" + address.bucket() + "'";
            case 404 ->
                "there is no bucket '" + address.bucket() + "', or not what was put there (" + code
                        + "); make the bucket first, and check the name";
            case 301, 307, 400 -> "the server does not take this (" + code + "); check AWS_REGION and the address";
            default -> "the server failed (" + code + "); look at it, then run again";
        };
    }

    private CaravanException error(String what, Throwable cause) {
        return new CaravanException(ErrorCode.TARGET_UNUSABLE, shown(), what, cause);
    }

    private static AwsCredentials credentials(S3Address address, Map<String, String> environment) {
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        if (id.isBlank() || secret.isBlank()) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE,
                    address.shown(),
                    "there are no keys for it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
        }
        String token = environment.getOrDefault("AWS_SESSION_TOKEN", "");
        return token.isBlank()
                ? AwsBasicCredentials.create(id, secret)
                : AwsSessionCredentials.create(id, secret, token);
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
