package dev.caravan.camel;

import dev.caravan.step.sql.SqlCaller;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jdbc.JdbcConstants;

/**
 * Sends statements through the route {@code sql}, whose data source hands out the connection of the step whose thread asks,
 * and keeps it open: the step commits. Safe for use by several threads.
 */
public final class CamelSql implements SqlCaller {
    private final Supplier<CamelContext> context;
    private final ThreadLocal<Connection> current = new ThreadLocal<>();
    private ProducerTemplate producer;

    /** Statements through {@code context}, which is asked for at the first one. */
    public CamelSql(Supplier<CamelContext> context) {
        this.context = context;
    }

    @Override
    public Answer call(Connection connection, String statement, Map<String, Object> values) throws SQLException {
        current.set(connection);
        try {
            Exchange answer = producer().request("direct:sql", exchange -> {
                exchange.getMessage().setBody(statement);
                if (!values.isEmpty()) {
                    exchange.getMessage().setHeader(JdbcConstants.JDBC_PARAMETERS, values);
                }
            });
            if (answer.getException() != null) {
                throw failure(answer.getException());
            }
            Integer changed = answer.getMessage().getHeader(JdbcConstants.JDBC_UPDATE_COUNT, Integer.class);
            Object body = answer.getMessage().getBody();
            return body instanceof List<?> rows
                    ? new Answer(rows.size(), first(rows))
                    : new Answer(changed == null ? 0 : changed, null);
        } finally {
            current.remove();
        }
    }

    private static Object first(List<?> rows) {
        return !rows.isEmpty() && rows.get(0) instanceof Map<?, ?> row && !row.isEmpty()
                ? row.values().iterator().next()
                : null;
    }

    private static SQLException failure(Exception problem) {
        Throwable deepest = problem;
        while (deepest.getCause() != null && !(deepest instanceof SQLException)) {
            deepest = deepest.getCause();
        }
        return deepest instanceof SQLException sql ? sql : new SQLException(deepest.getMessage(), problem);
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = context.get().createProducerTemplate();
        }
        return producer;
    }

    /** What the route's endpoint takes connections from. */
    DataSource source() {
        return proxy(DataSource.class, (method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                throw new SQLException("'" + method.getName() + "' is nothing that a statement needs");
            }
            Connection own = current.get();
            if (own == null) {
                throw new SQLException("only a step may send statements here");
            }
            return proxy(
                    Connection.class,
                    (asked, values) -> asked.getName().equals("close") ? null : asked.invoke(own, values));
        });
    }

    private static <T> T proxy(Class<T> type, Answering answering) {
        return type.cast(Proxy.newProxyInstance(
                CamelSql.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return method.getDeclaringClass() == Object.class
                                ? method.invoke(answering, arguments)
                                : answering.answer(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Answers one call. */
    @FunctionalInterface
    private interface Answering {
        Object answer(Method method, Object[] arguments) throws Throwable;
    }
}
