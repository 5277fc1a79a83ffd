package dev.caravan.camel;

import dev.caravan.step.notify.Mailer;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Sends mail through the route {@code mail}. Safe for use by several threads. */
public final class CamelMail implements Mailer {
    private final Supplier<CamelContext> context;
    private ProducerTemplate producer;

    /** Mail through {@code context}, which is asked for at the first one. */
    public CamelMail(Supplier<CamelContext> context) {
        this.context = context;
    }

    @Override
    public void send(Mail mail) throws IOException {
        Exchange sent = producer().request("direct:mail", exchange -> fill(exchange, mail));
        if (sent.getException() != null) {
            throw new IOException(reason(sent.getException()), sent.getException());
        }
    }

    private static void fill(Exchange exchange, Mail mail) {
        exchange.setVariable("server", server(mail));
        exchange.getMessage().setHeader("To", String.join(", ", mail.to()));
        exchange.getMessage().setHeader("From", mail.from());
        exchange.getMessage().setHeader("Subject", mail.subject());
        exchange.getMessage().setHeader("contentType", "text/plain; charset=UTF-8");
        exchange.getMessage().setBody(mail.text());
    }

    private static String server(Mail mail) {
        long most = mail.most().toMillis();
        StringBuilder server = new StringBuilder(mail.server().replaceAll("[?#].*", ""))
                .append("?connectionTimeout=")
                .append(most)
                .append("&additionalJavaMailProperties.mail.smtp.timeout=")
                .append(most)
                .append("&additionalJavaMailProperties.mail.smtp.starttls.enable=true");
        if (mail.user() != null) {
            server.append("&username=RAW(").append(mail.user()).append(")&password=RAW(");
            server.append(mail.password() == null ? "" : mail.password()).append(')');
        }
        return server.toString();
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null
                ? deepest.getClass().getSimpleName()
                : deepest.getMessage().lines().findFirst().orElse("");
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }
}
