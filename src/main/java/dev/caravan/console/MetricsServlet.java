package dev.caravan.console;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /observe/metrics}: everything measured, as Prometheus reads it. */
final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final transient Meters meters;
    private final transient PipelineMeters pipelines;
    private final transient TrafficMeters traffic;
    private final transient Board board;

    MetricsServlet(Meters meters, PipelineMeters pipelines, TrafficMeters traffic, Board board) {
        this.meters = meters;
        this.pipelines = pipelines;
        this.traffic = traffic;
        this.board = board;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pipelines.show(board.look());
        traffic.show();
        String accept = request.getHeader("Accept");
        boolean open = accept != null && accept.contains(OPEN_METRICS);
        String type = open ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : TEXT;
        Answers.write(response, HttpServletResponse.SC_OK, type, meters.scrape(type));
    }
}
