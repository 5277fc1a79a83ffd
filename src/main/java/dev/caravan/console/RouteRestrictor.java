package dev.caravan.console;

import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;

/**
 * What Jolokia may do: read beans of Camel and of the JVM, read routes as text, and, for an operator, four verbs on routes. Everything else is
 * refused by not being named here; beans that may not be read are not even listed. There is no list of forbidden things: Jolokia
 * takes an operation with and without its signature, and whoever forbids the one has allowed the other.
 */
final class RouteRestrictor implements Restrictor {
    private static final Set<RequestType> REQUESTS =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION, RequestType.EXEC);
    private static final Set<String> VERBS = Set.of("start()", "stop()", "suspend()", "resume()");

    /** What Hawtio reads by operation: the routes as text, for its folders and diagrams, and their counts. */
    private static final Map<String, Set<String>> VIEWS = Map.of(
            "context", Set.of("dumpRoutesAsXml()", "dumpRoutesStatsAsXml"), "routes", Set.of("dumpRouteStatsAsXml"));

    /** A bean of Camel says what it is by its type; those that hold or change messages are not among these. */
    private static final Set<String> CAMEL = Set.of(
            "components",
            "consumers",
            "context",
            "endpoints",
            "errorhandlers",
            "health",
            "processors",
            "producers",
            "routegroups",
            "routes",
            "services",
            "steps",
            "threads");

    /** Beans of the JVM, each with the attributes that are not shown: they hold arguments, paths and the environment. */
    private static final Map<String, Set<String>> JVM = Map.of(
            "ClassLoading", Set.of(),
            "Compilation", Set.of(),
            "GarbageCollector", Set.of(),
            "Memory", Set.of(),
            "MemoryPool", Set.of(),
            "OperatingSystem", Set.of(),
            "Runtime", Set.of("BootClassPath", "ClassPath", "InputArguments", "LibraryPath", "SystemProperties"),
            "Threading", Set.of());

    private final Caller caller;

    RouteRestrictor(Caller caller) {
        this.caller = caller;
    }

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.POST || method == HttpMethod.GET;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return REQUESTS.contains(type);
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName bean, String attribute) {
        return !isObjectNameHidden(bean)
                && !(isJvm(bean) && JVM.get(bean.getKeyProperty("type")).contains(attribute));
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName bean, String attribute) {
        return false;
    }

    @Override
    public boolean isOperationAllowed(ObjectName bean, String operation) {
        String type = bean.getKeyProperty("type");
        if (bean.isPattern() || !bean.getDomain().equals("org.apache.camel") || type == null) {
            return false;
        }
        if (VIEWS.getOrDefault(type, Set.of()).contains(operation)) {
            return true;
        }
        return type.equals("routes")
                && VERBS.contains(operation)
                && caller.mayOperate(name(bean), operation.replace("()", ""));
    }

    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true;
    }

    /** The gatekeeper has looked at it; nothing is ever said to other origins. */
    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        return strict;
    }

    @Override
    public boolean isObjectNameHidden(ObjectName bean) {
        if (bean.isDomainPattern() || bean.getKeyProperty("type") == null) {
            return true;
        }
        return switch (bean.getDomain()) {
            case "org.apache.camel" -> !CAMEL.contains(bean.getKeyProperty("type"));
            case "java.lang" -> !JVM.containsKey(bean.getKeyProperty("type"));
            default -> true;
        };
    }

    private static boolean isJvm(ObjectName bean) {
        return bean.getDomain().equals("java.lang");
    }

    private static String name(ObjectName bean) {
        String name = String.valueOf(bean.getKeyProperty("name"));
        return name.startsWith("\"") ? ObjectName.unquote(name) : name;
    }

    /** Who asks, and what is done before an operation. */
    @FunctionalInterface
    interface Caller {
        /** True when whoever asks now may do this to a route; it is in the journal then. */
        boolean mayOperate(String route, String verb);
    }
}
