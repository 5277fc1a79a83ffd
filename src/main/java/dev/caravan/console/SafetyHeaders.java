package dev.caravan.console;

import jakarta.servlet.http.HttpServletResponse;

/** What tells browsers to be careful, on every answer. */
final class SafetyHeaders {
    private static final String OWN_PAGES = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";

    /** Hawtio styles its elements one by one, and its pages begin with a base. */
    static final String HAWTIO_PAGES = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
            + " object-src 'none'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private SafetyHeaders() {}

    static void set(HttpServletResponse response, boolean tls) {
        response.setHeader("Content-Security-Policy", OWN_PAGES);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        // Not no-referrer: with that, browsers hide from our own forms' requests where they come from
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        response.setHeader("Cache-Control", "no-store");
        if (tls) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
