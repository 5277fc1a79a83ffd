package dev.caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How requests of a service are copied to the side that does not serve them, and how the two answers are compared.
 *
 * @param share the share of requests that is copied, from 0 to 1
 * @param methods what is copied: a method in capitals, {@code POST /api/ask} for that path alone, or {@code POST /api/*} for what
 *     begins so
 * @param calls how many copies may be under way at once; eight times as many wait, and what is more is dropped
 * @param limit the bytes of a request's body up to which it is copied, and of an answer's body up to which it is compared
 *     field by field; longer answers are compared by their digests
 * @param within how long a copy may take before it counts as failed
 * @param tee {@code host:port} of the process behind which copies are made, where the router is not Caravan's own; else empty
 * @param compare what counts as a difference
 */
public record Mirror(
        double share, List<String> methods, int calls, int limit, Duration within, String tee, Compare compare) {
    /** Methods that change nothing. */
    public static final List<String> SAFE = List.of("GET", "HEAD", "OPTIONS");

    public Mirror {
        methods = List.copyOf(methods);
    }

    /** True for a request that is copied, as far as its method and path tell. */
    public boolean copies(String method, String uri) {
        if (methods.contains(method)) {
            return true;
        }
        int query = uri.indexOf('?');
        String asked = method + " " + (query < 0 ? uri : uri.substring(0, query));
        return methods.stream().anyMatch(one -> one.equals(asked) || one.endsWith("*") && begins(asked, one));
    }

    private static boolean begins(String asked, String form) {
        return asked.startsWith(form.substring(0, form.length() - 1));
    }

    /** The methods of which some requests at the least are copied. */
    public List<String> verbs() {
        return methods.stream()
                .map(one -> one.replaceFirst(" .*", ""))
                .distinct()
                .toList();
    }

    /** The same for another share. */
    public Mirror withShare(double other) {
        return new Mirror(other, methods, calls, limit, within, tee, compare);
    }

    /**
     * What counts as a difference of two answers.
     *
     * @param ignore jq paths that may differ
     * @param only jq paths that are compared, and nothing else; empty for everything
     * @param headers names of the headers that are compared
     * @param tolerance by path, such as {@code .items[].price}, how far numbers may be apart: {@code 0.5} or {@code 1%}
     * @param anyOrder paths of lists whose order says nothing
     * @param noise the share of compared requests that the serving side is asked a second time, from 0 to 1: what differs
     *     between its own two answers is no difference
     */
    public record Compare(
            List<String> ignore,
            List<String> only,
            List<String> headers,
            Map<String, String> tolerance,
            List<String> anyOrder,
            double noise) {
        /** Everything but headers, and nothing is forgiven. */
        public static final Compare ALL = new Compare(List.of(), List.of(), List.of(), Map.of(), List.of(), 0);

        public Compare {
            ignore = List.copyOf(ignore);
            only = List.copyOf(only);
            headers = List.copyOf(headers);
            tolerance = Map.copyOf(tolerance);
            anyOrder = List.copyOf(anyOrder);
        }
    }
}
