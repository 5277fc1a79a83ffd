package dev.caravan.camel;

import java.util.Map;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Fills in the parameters of a template in the group and description of its routes, which Camel 4.18 leaves as they are,
 * so that a console shows a folder per migration and a sentence per route.
 */
final class TemplateTexts extends ModelLifecycleStrategySupport {
    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        Map<String, Object> parameters = route.getTemplateParameters();
        if (parameters == null) {
            return;
        }
        route.setGroup(fill(route.getGroup(), parameters));
        route.setDescription(fill(route.getDescriptionText(), parameters));
    }

    private static String fill(String text, Map<String, Object> parameters) {
        String filled = text;
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            filled = filled == null
                    ? null
                    : filled.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
        }
        return filled;
    }
}
