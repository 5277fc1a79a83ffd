package dev.caravan.snapshot;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.net.URI;

/**
 * Where in S3 something is kept: {@code s3://BUCKET/PREFIX} at Amazon, {@code http(s)://HOST/BUCKET/PREFIX} anywhere else.
 *
 * @param endpoint the server; null for Amazon's
 * @param prefix without slashes around it; may be empty
 */
record S3Address(URI endpoint, String bucket, String prefix) {
    /**
     * Reads an address.
     *
     * @throws CaravanException FILE_INVALID when it is none, or holds what belongs into the environment
     */
    static S3Address of(String text) {
        URI uri;
        try {
            uri = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw wrong("it is not an address");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong("it holds more than a place; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY alone");
        }
        String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
        if (uri.getHost() == null && uri.getRawAuthority() == null || uri.getScheme() == null) {
            throw wrong("it names no server or bucket");
        }
        if (uri.getScheme().equals("s3")) {
            return new S3Address(null, uri.getRawAuthority(), path);
        }
        if (!uri.getScheme().matches("https?") || path.isEmpty()) {
            throw wrong("it names no bucket");
        }
        int slash = path.indexOf('/');
        return new S3Address(
                URI.create(uri.getScheme() + "://" + uri.getRawAuthority()),
                slash < 0 ? path : path.substring(0, slash),
                slash < 0 ? "" : path.substring(slash + 1).replaceAll("^/+", ""));
    }

    /** A place below it. */
    S3Address below(String name) {
        return new S3Address(endpoint, bucket, key(name));
    }

    /** The key of a name below the prefix. */
    String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** As {@link #of} reads it. */
    String shown() {
        String place = prefix.isEmpty() ? bucket : bucket + "/" + prefix;
        return endpoint == null ? "s3://" + place : endpoint + "/" + place;
    }

    private static CaravanException wrong(String what) {
        return new CaravanException(
                ErrorCode.FILE_INVALID,
                "upload",
                what + "; write s3://BUCKET/PREFIX, or http(s)://HOST/BUCKET/PREFIX for a server of your own");
    }
}
