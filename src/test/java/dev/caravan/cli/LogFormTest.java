package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogFormTest {
    private final LoggerContext log = new LoggerContext();

    @AfterEach
    void forget() {
        System.clearProperty("caravan.log.level");
        System.clearProperty("logback.configurationFile");
    }

    @Test
    void shouldWarnOnStandardErrorAndStillWhoAlsoThrows() {
        assertThat(new LogForm().configure(log)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);

        assertThat(log.getLogger("dev.caravan.cli").getEffectiveLevel()).isEqualTo(Level.WARN);
        assertThat(log.getLogger("com.networknt.schema").getEffectiveLevel()).isEqualTo(Level.OFF);
        assertThat(log.getLogger("org.apache.sshd.client").getEffectiveLevel()).isEqualTo(Level.OFF);
        ConsoleAppender<ILoggingEvent> appender =
                (ConsoleAppender<ILoggingEvent>) log.getLogger("ROOT").getAppender("stderr");
        assertThat(appender.getTarget()).isEqualTo("System.err");
        assertThat(appender.isStarted()).isTrue();
    }

    @Test
    void shouldSayAsMuchAsAsked() {
        System.setProperty("caravan.log.level", "DEBUG");

        new LogForm().configure(log);

        assertThat(log.getLogger("anything").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    }

    @Test
    void shouldLeaveItToAFileThatIsNamed() {
        System.setProperty("logback.configurationFile", "/etc/caravan/logback.xml");

        assertThat(new LogForm().configure(log)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);

        assertThat(log.getLogger("ROOT").getAppender("stderr")).isNull();
    }

    @Test
    void shouldBeWhatLogbackFinds() {
        LoggerContext used = (LoggerContext) LoggerFactory.getILoggerFactory();

        assertThat(used.getLogger("ROOT").getAppender("stderr")).isInstanceOf(ConsoleAppender.class);
        assertThat(used.getLogger("ai.djl").getLevel()).isEqualTo(Level.ERROR);
    }
}
