package dev.caravan.traffic.compare;

import java.util.regex.Pattern;

/** Names endpoints: the method and the path, with {@code {id}} for its parts that name one thing of many. */
final class Endpoints {
    private static final int LONGEST = 120;
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern VERSION = Pattern.compile("v[0-9]{1,2}");

    private Endpoints() {}

    /** The endpoint of a request, without its query. */
    static String name(String method, String uri) {
        String path = path(uri);
        StringBuilder name = new StringBuilder(method).append(' ');
        int begin = 0;
        while (begin < path.length() && name.length() < LONGEST) {
            int end = path.indexOf('/', begin + 1);
            String part = path.substring(begin + 1, end < 0 ? path.length() : end);
            name.append('/').append(isId(part) ? "{id}" : part);
            begin = end < 0 ? path.length() : end;
        }
        return name.toString();
    }

    /** The last part of the path that names one thing; empty when none does. */
    static String record(String uri) {
        String found = "";
        for (String part : path(uri).split("/")) {
            found = isId(part) ? part : found;
        }
        return found.length() > 64 ? "" : found;
    }

    private static String path(String uri) {
        int end = uri.indexOf('?');
        return end < 0 ? uri : uri.substring(0, end);
    }

    /** A part with a digit that is no version, or too long to be a word. */
    private static boolean isId(String part) {
        if (part.length() > 40 || UUID.matcher(part).matches()) {
            return true;
        }
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) >= '0' && part.charAt(i) <= '9') {
                return !VERSION.matcher(part).matches();
            }
        }
        return false;
    }
}
