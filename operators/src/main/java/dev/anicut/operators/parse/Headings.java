package dev.anicut.operators.parse;

import java.util.regex.Pattern;

/** Finds the first heading of a Markdown or reStructuredText document. */
final class Headings {
    private static final Pattern ATX = Pattern.compile("#{1,6}\\s+(.+?)(\\s+#+)?\\s*");
    private static final Pattern UNDERLINE = Pattern.compile("([=\\-~^\"'#*+`:._])\\1{2,}\\s*");
    private static final Pattern FRONT_MATTER_TITLE = Pattern.compile("title:\\s*(\"(.*)\"|'(.*)'|(.*?))\\s*");
    private static final int MAX_LENGTH = 1_000;

    private Headings() {}

    /** The title of the document, null if no line of it is a heading. */
    static String first(String text) {
        String[] lines = text.split("\n", 2_000);
        boolean fenced = false;
        boolean frontMatter = lines[0].strip().equals("---");
        for (int i = frontMatter ? 1 : 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.length() > MAX_LENGTH) {
                continue;
            }
            if (frontMatter) {
                if (line.equals("---")) {
                    frontMatter = false;
                } else if (FRONT_MATTER_TITLE.matcher(line).matches()) {
                    return unquote(line.substring("title:".length()).strip());
                }
                continue;
            }
            if (line.startsWith("```") || line.startsWith("~~~") && !isUnderline(line)) {
                fenced = !fenced;
            }
            if (fenced || line.isEmpty()) {
                continue;
            }
            var atx = ATX.matcher(line);
            if (atx.matches()) {
                return atx.group(1);
            }
            if (isTitleLine(line) && i + 1 < lines.length && isUnderline(lines[i + 1])) {
                boolean longEnough = lines[i + 1].strip().length() >= line.length() || lines[i + 1].startsWith("==");
                if (longEnough) {
                    return line;
                }
            }
        }
        return null;
    }

    private static boolean isTitleLine(String line) {
        return !isUnderline(line) && Character.isLetterOrDigit(line.codePointAt(0));
    }

    private static boolean isUnderline(String line) {
        return line.length() <= MAX_LENGTH && UNDERLINE.matcher(line).matches();
    }

    private static String unquote(String value) {
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        String title = quoted ? value.substring(1, value.length() - 1) : value;
        return title.isBlank() ? null : title;
    }
}
