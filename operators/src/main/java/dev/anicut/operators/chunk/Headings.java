package dev.anicut.operators.chunk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the headings of a text, line by line: Markdown's {@code #}, and titles that are underlined (Markdown's setext,
 * reStructuredText, where the styles rank in the order they appear).
 */
final class Headings {
    private static final int LONGEST_TITLE = 200;
    private static final int FRONT_MATTER = 8_192;
    private static final String ADORNMENTS = "=-~^\"'#*+.:_<>";

    private final String text;
    private final List<Found> found = new ArrayList<>();
    /** Rank by style, in order of appearance; a style is its character, and whether there is a line above too. */
    private final Map<String, Integer> ranks = new HashMap<>();

    private boolean hasHashes;

    private Headings(String text) {
        this.text = text;
    }

    /** The headings of a text in their order. */
    static List<Heading> of(String text) {
        Headings headings = new Headings(text);
        headings.scan();
        return headings.nest();
    }

    /** Looks at each line with the two before it. */
    private void scan() {
        Line beforeLast = Line.BLANK;
        Line last = Line.BLANK;
        char fence = 0;
        int at = endOfFrontMatter();
        while (at < text.length()) {
            int newline = text.indexOf('\n', at);
            int next = newline < 0 ? text.length() : newline + 1;
            Line line = Line.of(text, at, next);
            if (fence != 0) {
                // within a fenced block of code nothing is a heading
                fence = fenceMark(line) == fence && isRepeated(line) ? 0 : fence;
                line = Line.BLANK;
            } else if (isUnderline(line, last, beforeLast)) {
                addUnderlined(line, last, beforeLast);
                line = Line.BLANK;
            } else if (fenceMark(line) != 0) {
                fence = fenceMark(line);
                line = Line.BLANK;
            } else if (addHashes(line)) {
                line = Line.BLANK;
            }
            beforeLast = last;
            last = line;
            at = next;
        }
    }

    /** Where the text begins behind front matter, whose end is no underline. */
    private int endOfFrontMatter() {
        if (!text.startsWith("---\n") && !text.startsWith("---\r\n")) {
            return 0;
        }
        int end = text.indexOf("\n---", 3);
        return end < 0 || end > FRONT_MATTER ? 0 : end + 4;
    }

    /** The mark of a fence around code, or 0. */
    private char fenceMark(Line line) {
        if (line.length() < 3 || line.indent > 3) {
            return 0;
        }
        char c = text.charAt(line.start);
        boolean three = text.charAt(line.start + 1) == c && text.charAt(line.start + 2) == c;
        return three && (c == '`' || c == '~') ? c : 0;
    }

    private void addUnderlined(Line underline, Line title, Line above) {
        boolean overlined = isAdornment(above);
        String style = text.charAt(underline.start) + (overlined ? "o" : "u");
        ranks.putIfAbsent(style, ranks.size() + 1);
        int start = overlined ? above.start : title.start;
        found.add(new Found(start, underline.end, text.substring(title.start, title.end), 0, style));
    }

    private boolean addHashes(Line line) {
        if (line.length() < 3 || line.indent > 3 || text.charAt(line.start) != '#') {
            return false;
        }
        int level = 1;
        while (level < line.length() && text.charAt(line.start + level) == '#') {
            level++;
        }
        int from = line.start + level;
        if (level > 6 || from >= line.end || !Characters.isGap(text.charAt(from))) {
            return false;
        }
        int title = Characters.skipGap(text, from, line.end);
        int end = line.end;
        while (end > title && text.charAt(end - 1) == '#') {
            end--;
        }
        if (end < line.end && end > title && !Characters.isGap(text.charAt(end - 1))) {
            // the title's own, as in "C#"
            end = line.end;
        }
        end = Characters.trimEnd(text, title, end);
        if (end == title || end - title > LONGEST_TITLE) {
            return false;
        }
        hasHashes = true;
        found.add(new Found(line.start, line.end, text.substring(title, end), level, null));
        return true;
    }

    private boolean isUnderline(Line line, Line title, Line above) {
        if (line.indent > 0 || !isAdornment(line) || title.isBlank() || title.length() > LONGEST_TITLE) {
            return false;
        }
        boolean overlined = isAdornment(above) && text.charAt(above.start) == text.charAt(line.start);
        if (isAdornment(title) || !(above.isBlank() || overlined) || (title.indent > 0 && !overlined)) {
            return false;
        }
        char c = text.charAt(line.start);
        int length = text.codePointCount(title.start, title.end);
        return line.length() >= length || ((c == '=' || c == '-') && !overlined);
    }

    /** A line of one punctuation mark over and over. */
    private boolean isAdornment(Line line) {
        return line.length() >= 3 && ADORNMENTS.indexOf(text.charAt(line.start)) >= 0 && isRepeated(line);
    }

    private boolean isRepeated(Line line) {
        char c = text.charAt(line.start);
        for (int i = line.start + 1; i < line.end; i++) {
            if (text.charAt(i) != c) {
                return false;
            }
        }
        return true;
    }

    private List<Heading> nest() {
        List<Heading> headings = new ArrayList<>(found.size());
        Deque<Heading> open = new ArrayDeque<>();
        for (Found each : found) {
            int level = each.level > 0 ? each.level : rank(each.style);
            while (!open.isEmpty() && open.peek().level() >= level) {
                open.pop();
            }
            Heading heading = new Heading(each.start, each.end, level, each.title, open.peek());
            open.push(heading);
            headings.add(heading);
        }
        return headings;
    }

    private int rank(String style) {
        if (hasHashes) {
            // Markdown: there the two styles have levels of their own
            return style.startsWith("=") ? 1 : 2;
        }
        return ranks.get(style);
    }

    private record Found(int start, int end, String title, int level, String style) {}

    /** A line without the white space around it. */
    private record Line(int start, int end, int indent) {
        private static final Line BLANK = new Line(0, 0, 0);

        private static Line of(String text, int from, int to) {
            int end = Characters.trimEnd(text, from, to);
            int start = Characters.skipGap(text, from, end);
            return new Line(start, end, start - from);
        }

        private boolean isBlank() {
            return start == end;
        }

        private int length() {
            return end - start;
        }
    }
}
