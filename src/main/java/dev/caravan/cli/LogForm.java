package dev.caravan.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import org.slf4j.Logger;

/**
 * What the log looks like, found by Logback through its service file. Standard output belongs to the commands, so it goes to
 * standard error. In Java, as every start would read a file of XML for the tenth of a second; a file that
 * {@code logback.configurationFile} names is read all the same.
 *
 * <p>System properties: {@code caravan.log.level} is TRACE, DEBUG, INFO, WARN (default) or ERROR; {@code caravan.log.trace} is how
 * an exception is shown, {@code %nopex} (not at all, default) or {@code %ex} (in full).
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogForm extends ContextAwareBase implements Configurator {
    private static final Map<String, Level> LEVELS = Map.of(
            // A run that ends early cuts its routes off after a second and leaves tokens in their queues: the ledger
            // knows better
            "org.apache.camel.impl.engine.DefaultShutdownStrategy", Level.ERROR,
            // It looks for graphics cards, and warns where there are none
            "ai.djl", Level.ERROR,
            // They log what they also throw, and we tell
            "com.networknt", Level.OFF,
            "org.apache.sshd", Level.OFF);

    @Override
    public ExecutionStatus configure(LoggerContext log) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder lines = new PatternLayoutEncoder();
        lines.setContext(log);
        lines.setPattern(
                "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n" + System.getProperty("caravan.log.trace", "%nopex"));
        lines.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(log);
        stderr.setName("stderr");
        stderr.setTarget(ConsoleTarget.SystemErr.getName());
        stderr.setEncoder(lines);
        stderr.start();
        LEVELS.forEach((name, level) -> log.getLogger(name).setLevel(level));
        ch.qos.logback.classic.Logger root = log.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty("caravan.log.level"), Level.WARN));
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
