package dev.caravan.console;

import dev.caravan.settings.ConsoleSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Puts the Jetty together, with room for few and slow clients: what moves data shares the machine. Used once. */
final class ConsoleServer {
    private static final int THREADS = 12;
    private static final int CONNECTIONS = 200;
    private static final int HEADER_BYTES = 8 << 10;
    private static final long IDLE_MILLIS = 15_000;
    private static final long LEAST_BYTES_A_SECOND = 500;

    private final ConsoleSettings settings;
    private final Console.Parts parts;

    ConsoleServer(ConsoleSettings settings, Console.Parts parts) {
        this.settings = settings;
        this.parts = parts;
    }

    Server make() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("console");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        Server server = new Server(threads);
        server.addConnector(connector(server));
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        server.setErrorHandler(quiet(new ErrorHandler()));
        server.setHandler(context());
        return server;
    }

    private ServerConnector connector(Server server) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setMinRequestDataRate(LEAST_BYTES_A_SECOND);
        ServerConnector connector = new ServerConnector(server, null, null, null, 1, 1, protocols(http));
        connector.setHost(settings.address());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    private ConnectionFactory[] protocols(HttpConfiguration http) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (settings.keystore() == null) {
            return new ConnectionFactory[] {plain};
        }
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        return new ConnectionFactory[] {new SslConnectionFactory(new ServerTls(settings).make(), "http/1.1"), plain};
    }

    private ServletContextHandler context() {
        boolean tls = settings.keystore() != null;
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
        context.setContextPath("/");
        context.setSessionHandler(sessions(tls));
        context.setErrorHandler(quiet(new org.eclipse.jetty.ee10.servlet.ErrorHandler()));
        context.setMaxFormContentSize(HEADER_BYTES);
        Gatekeeper gate = new Gatekeeper(parts.people(), new Names(settings), settings.isLocal(), tls);
        context.addFilter(new FilterHolder(gate), "/*", EnumSet.allOf(DispatcherType.class));
        Board board = new Board(parts.host(), parts.state());
        LoginDesk desk = new LoginDesk(
                parts.people(),
                parts.passwords(),
                new LoginBrake(System::nanoTime),
                parts.state().journal());
        serve(context, new StatusServlet(board), "/");
        serve(context, new LoginServlet(desk), "/login");
        serve(context, new LogoutServlet(), "/logout");
        serve(context, new HawtioServlet(desk), "/hawtio/*");
        serve(context, new JolokiaServlet(parts.state().journal()), "/hawtio/jolokia/*");
        PipelineMeters pipelines = new PipelineMeters(parts.meters().registry(), parts.host());
        TrafficMeters traffic = new TrafficMeters(parts.meters().registry(), parts.state());
        serve(context, new MetricsServlet(parts.meters(), pipelines, traffic, board), "/observe/metrics");
        serve(context, new HealthServlet(parts.host(), parts.state()), "/observe/health/*");
        return context;
    }

    private static void serve(ServletContextHandler context, HttpServlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(false);
        context.addServlet(holder, path);
    }

    /** The cookie's name carries the port: cookies know no ports, and another Caravan may run on this machine. */
    private SessionHandler sessions(boolean tls) {
        SessionHandler sessions = new SessionHandler();
        sessions.setSessionCookie(
                (tls ? "__Host-" : "") + "caravan" + (settings.port() == 0 ? "" : "-" + settings.port()));
        sessions.setHttpOnly(true);
        sessions.setSameSite(HttpCookie.SameSite.STRICT);
        sessions.setSecureCookies(tls);
        sessions.setSessionPath("/");
        sessions.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
        sessions.setUsingUriParameters(false);
        sessions.setMaxInactiveInterval((int) settings.session().toSeconds());
        return sessions;
    }

    private static <T extends ErrorHandler> T quiet(T handler) {
        handler.setShowStacks(false);
        handler.setShowCauses(false);
        handler.setShowMessageInTitle(false);
        return handler;
    }
}
