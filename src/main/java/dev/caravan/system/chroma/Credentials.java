package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;
import java.util.Optional;

/** Makes the authorization header; a token comes before a user and password in the URL. */
final class Credentials {
    private Credentials() {}

    static Optional<String> of(URI url, String token) {
        if (!token.isEmpty()) {
            return Optional.of("Bearer " + token);
        }
        return Optional.ofNullable(url.getUserInfo())
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8)));
    }
}
