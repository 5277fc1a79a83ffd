package dev.caravan.step.edit;

import java.util.Locale;
import java.util.Map;

/** The forms of files, and which one a file's name tells. */
final class Forms {
    private static final Map<String, FileForm> ALL = Map.of(
            "env", new EnvForm(),
            "properties", new PropertiesForm(),
            "yaml", new YamlForm(),
            "json", new JsonForm(),
            "nix", new NixForm(),
            "text", new TextForm());

    private Forms() {}

    /**
     * The form of a file.
     *
     * @param as what the step says it is; empty where it leaves that to the name
     */
    static FileForm of(String file, String as) {
        return ALL.get(as.isEmpty() ? told(file.toLowerCase(Locale.ROOT)) : as);
    }

    private static String told(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        if (name.equals(".env") || name.startsWith(".env.") || name.endsWith(".env")) {
            return "env";
        }
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "yml" -> "yaml";
            case "yaml", "json", "properties", "nix" -> ending;
            default -> "text";
        };
    }
}
