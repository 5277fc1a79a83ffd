package dev.caravan.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The templates of one format, from this package's resources. A value that a template names and a view lacks is an error. */
final class Templates {
    private final String ending;
    private final Mustache.Compiler compiler;

    private Templates(String ending, Mustache.Escaper escaper) {
        this.ending = ending;
        this.compiler = Mustache.compiler()
                .strictSections(true)
                .emptyStringIsFalse(true)
                .withEscaper(escaper);
    }

    static Templates html() {
        return new Templates("html", raw -> Escapers.HTML.escape(Visible.of(raw)));
    }

    static Templates markdown() {
        return new Templates("md", raw -> MarkdownText.escape(Visible.of(raw)));
    }

    String render(String name, Object view) {
        return compiler.compile(resource(name + "." + ending)).execute(view);
    }

    /** A file of this package's resources. */
    static String resource(String name) {
        try (InputStream in = Templates.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + name + "' is missing");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + name + "' cannot be read", e);
        }
    }
}
