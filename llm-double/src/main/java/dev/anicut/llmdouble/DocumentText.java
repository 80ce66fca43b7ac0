package dev.anicut.llmdouble;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The document in a prompt: what stands between a pair of tags ({@code <document>}, any name), of lines that say BEGIN and
 * END, of three quotes or backticks, or of two equal marker lines; else the whole message.
 *
 * @param fenced whether it is set apart from the prompt
 */
record DocumentText(String text, boolean fenced) {
    private static final List<Pattern> FENCES = List.of(
            Pattern.compile("<([A-Za-z][\\w:.-]*)(?:\\s[^>]*)?>(?<text>.*)</\\1>", Pattern.DOTALL),
            Pattern.compile("^\\W*BEGIN\\b.*\\R(?<text>(?s:.*))^\\W*END\\b", Pattern.MULTILINE),
            Pattern.compile("^(\"\"\"|'''|```)\\w*\\s*\\R(?<text>(?s:.*))^\\1", Pattern.MULTILINE),
            Pattern.compile("^([-=#*~<]{3,}.*)\\R(?<text>(?s:.*))^\\1$", Pattern.MULTILINE));

    static DocumentText in(String message) {
        for (Pattern fence : FENCES) {
            Matcher matcher = fence.matcher(message);
            if (matcher.find() && !matcher.group("text").isBlank()) {
                return new DocumentText(matcher.group("text").strip(), true);
            }
        }
        return new DocumentText(message.strip(), false);
    }
}
