package dev.anicut.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.llmdouble.LlmDoubleConfig.JsonSchemaSupport;
import dev.anicut.llmdouble.LlmDoubleConfig.Obedience;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the double answers: the same for the same request, model and fault. */
final class Answers {
    private static final Pattern INJECTION =
            Pattern.compile("(?i)ignore (?:all |any |your |the |these |previous |prior )*instructions,? and "
                    + "(?:answer|reply|respond|say|output)(?: only)?(?: with)?:? *(?<words>[^\\r\\n]+)");

    private Answers() {}

    /** The content of the answer; for a {@link Fault#BREAK_SCHEMA}, {@link Fault#UNSURE} and the like with that fault. */
    static String content(ChatRequest request, Fault fault, LlmDoubleConfig config) {
        String order = injection(request, config.obeysInjection());
        if (order != null) {
            return order;
        }
        JsonNode schema = schema(request, config);
        boolean unsure = fault == Fault.UNSURE;
        JsonNode answer = schema == null
                ? free(request, unsure)
                : new SchemaAnswer(schema, new Words(request.document()), unsure).make();
        return switch (fault) {
            case BREAK_SCHEMA -> broken(answer, schema, request).toString();
            case MALFORMED_ANSWER -> "{\"title\": \"" + new Words(request.document()).title() + ", \"summary\" }";
            case FENCED -> "Here is the JSON:\n```json\n" + answer.toPrettyString() + "\n```\n";
            default -> answer.toString();
        };
    }

    private static String injection(ChatRequest request, Obedience obedience) {
        boolean obeys =
                switch (obedience) {
                    case NEVER -> false;
                    case UNFENCED -> !DocumentText.in(request.user()).fenced();
                    case ALWAYS -> true;
                };
        Matcher order = INJECTION.matcher(request.document());
        return obeys && order.find() ? order.group("words").strip() : null;
    }

    /** The schema of the response_format; else one that stands in the messages beside the document; else null. */
    private static JsonNode schema(ChatRequest request, LlmDoubleConfig config) {
        if (request.format().equals("json_schema") && config.jsonSchema() == JsonSchemaSupport.ACCEPT) {
            return request.body().path("response_format").path("json_schema").path("schema");
        }
        for (String message : request.messages()) {
            String prompt = message.replace(request.document(), "");
            for (int brace = prompt.indexOf('{'); brace >= 0; brace = prompt.indexOf('{', brace + 1)) {
                JsonNode found = Json.readFirst(prompt.substring(brace));
                if (found != null && found.path("properties").isObject()) {
                    return found;
                }
            }
        }
        return null;
    }

    private static ObjectNode free(ChatRequest request, boolean unsure) {
        Words words = new Words(request.document());
        ObjectNode answer = Json.object()
                .put("title", words.title())
                .put("summary", words.summary())
                .set("keywords", Json.node(words.keywords(5)));
        answer.put("category", words.keywords(1).get(0)).put("language", words.language());
        answer.set("entities", Json.node(words.entities(5)));
        return unsure ? answer.put("unsure", true) : answer;
    }

    /** Breaks the schema in one of three ways, which the content decides. */
    private static JsonNode broken(JsonNode answer, JsonNode schema, ChatRequest request) {
        if (!(answer instanceof ObjectNode object) || object.isEmpty()) {
            return Json.array().add("broken");
        }
        boolean isRequired = schema == null || schema.path("required").size() > 0;
        String field = schema == null || !isRequired
                ? object.fieldNames().next()
                : schema.path("required").get(0).asText();
        return switch (Dice.below(3, 0, "break", request.user(), request.attempt())) {
            case 0 -> Json.array().add(object);
            case 1 -> isRequired ? object.without(field) : Json.array().add(object);
            default -> {
                boolean isObject = object.path(field).isObject();
                yield object.set(
                        field, isObject ? Json.node("broken") : Json.object().put("broken", true));
            }
        };
    }
}
