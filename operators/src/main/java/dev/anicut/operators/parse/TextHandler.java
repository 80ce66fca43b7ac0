package dev.anicut.operators.parse;

import java.util.Locale;
import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes the XHTML that Tika's parsers emit as text: a blank line between blocks, {@code #} before headings, {@code -}
 * before list items, {@code |} between the cells of a row, preformatted text as it stands. Watches the limits: once one
 * is broken it refuses all that follows, so that a parser that swallows the exception gains nothing.
 */
final class TextHandler extends DefaultHandler {
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "header",
            "footer",
            "main",
            "aside",
            "nav",
            "blockquote",
            "ul",
            "ol",
            "dl",
            "table",
            "pre",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "figure",
            "form",
            "fieldset",
            "address",
            "hr",
            "center",
            "details",
            "summary",
            "dialog",
            "caption",
            "figcaption");
    private static final Set<String> LINES =
            Set.of("li", "tr", "dt", "dd", "br", "option", "thead", "tbody", "tfoot", "legend", "textarea");

    /** What parts the text written last from the next, weakest first. */
    private enum Gap {
        NONE(""),
        SPACE(" "),
        LINE("\n"),
        BLANK_LINE("\n\n"),
        CELL(" | ");

        private final String text;

        Gap(String text) {
            this.text = text;
        }
    }

    private final ExtractLimits limits;
    private final StringBuilder out = new StringBuilder();
    private Gap gap = Gap.NONE;
    /** Written before the next text: the mark of a heading or list item that has no text yet. */
    private String mark = "";
    /** Whether a list item or cell has begun and has no text yet: the blocks within it do not part it from its mark. */
    private boolean atStart;

    private int newlines;
    private int depth;
    private int headDepth;
    private int preformatted;
    private int heading;
    private boolean rowHasCell;
    /** Where the text of the heading now open begins, -1 before it has any. */
    private int headingStart = -1;

    private String firstHeading;
    /** White space that preformatted text begins with. */
    private final StringBuilder indent = new StringBuilder();

    private boolean reflow;

    /** @param reflow whether line ends in the text mean no more than a space, as in HTML */
    TextHandler(ExtractLimits limits, boolean reflow) {
        this.limits = limits;
        this.reflow = reflow;
    }

    /** Sets whether line ends mean no more than a space, and returns how it was before. */
    boolean reflow(boolean now) {
        boolean before = reflow;
        reflow = now;
        return before;
    }

    String text() {
        int end = out.length();
        while (end > 0 && Character.isWhitespace(out.charAt(end - 1))) {
            end--;
        }
        return out.substring(0, end);
    }

    /** The text of the first heading, null if there is none. */
    String firstHeading() {
        return firstHeading;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) throws SAXException {
        limits.checkDepth(++depth);
        String name = name(localName, qName);
        if (name.equals("head") || headDepth > 0) {
            headDepth++;
            return;
        }
        if (name.equals("td") || name.equals("th")) {
            startCell();
            return;
        }
        part(name);
        if (name.equals("tr")) {
            rowHasCell = false;
        } else if (name.equals("li")) {
            mark = "- ";
            atStart = true;
        } else if (name.equals("pre")) {
            preformatted++;
        } else if (isHeading(name)) {
            heading = name.charAt(1) - '0';
            mark = "#".repeat(heading) + " ";
        }
    }

    @Override
    public void endElement(String uri, String localName, String qName) throws SAXException {
        depth--;
        if (headDepth > 0) {
            headDepth--;
            return;
        }
        String name = name(localName, qName);
        if (name.equals("td") || name.equals("th")) {
            closeUp();
            return;
        }
        if (name.equals("pre")) {
            preformatted = Math.max(0, preformatted - 1);
            indent.setLength(0);
        } else if (isHeading(name)) {
            endHeading();
        } else if (name.equals("li")) {
            mark = "";
            atStart = false;
            closeUp();
        } else if (name.equals("tr")) {
            atStart = false;
        }
        part(name);
    }

    @Override
    public void characters(char[] chars, int start, int length) throws SAXException {
        limits.check();
        if (headDepth > 0) {
            return;
        }
        for (int i = start; i < start + length; i++) {
            char c = chars[i];
            if (!isSpace(c)) {
                newlines = 0;
                write(c);
            } else if (preformatted > 0) {
                preformattedSpace(c);
            } else {
                space(c);
            }
        }
        limits.checkLength(out.length() + indent.length());
    }

    /** White space that the parser put in: PDF lines end with it. */
    @Override
    public void ignorableWhitespace(char[] chars, int start, int length) throws SAXException {
        limits.check();
        if (headDepth == 0 && preformatted == 0) {
            for (int i = start; i < start + length; i++) {
                raise(chars[i] == '\n' && !reflow && heading == 0 ? Gap.LINE : Gap.SPACE);
            }
        }
    }

    /** Paragraphs end within a cell or a list item: no blank line parts it from the next. */
    private void closeUp() {
        if (gap == Gap.BLANK_LINE) {
            gap = Gap.LINE;
        }
    }

    private void endHeading() {
        if (firstHeading == null && headingStart >= 0) {
            firstHeading = out.substring(headingStart).strip();
        }
        headingStart = -1;
        heading = 0;
        mark = "";
    }

    private void preformattedSpace(char c) {
        if (gap == Gap.NONE && out.length() > 0) {
            out.append(c);
        } else if (c == '\n') {
            indent.setLength(0);
        } else {
            indent.append(c);
        }
    }

    private void startCell() {
        if (rowHasCell && out.length() > 0) {
            gap = Gap.CELL;
        }
        rowHasCell = true;
        atStart = true;
    }

    private void part(String name) {
        if (BLOCKS.contains(name)) {
            raise(Gap.BLANK_LINE);
        } else if (LINES.contains(name)) {
            raise(Gap.LINE);
        }
        if (name.equals("table")) {
            rowHasCell = false;
        }
    }

    private void space(char c) {
        if (reflow || heading > 0 || c != '\n') {
            raise(Gap.SPACE);
        } else {
            raise(++newlines > 1 ? Gap.BLANK_LINE : Gap.LINE);
        }
    }

    private void raise(Gap wanted) {
        boolean within = heading > 0 && mark.isEmpty() && wanted == Gap.LINE;
        Gap fitting = within ? Gap.SPACE : wanted;
        if (!atStart && fitting.compareTo(gap) > 0) {
            gap = fitting;
        }
    }

    private void write(char c) {
        if (gap != Gap.NONE || !mark.isEmpty()) {
            if (out.length() > 0) {
                out.append(gap.text);
            }
            out.append(mark);
            gap = Gap.NONE;
            mark = "";
        }
        if (indent.length() > 0) {
            out.append(indent);
            indent.setLength(0);
        }
        if (heading > 0 && headingStart < 0) {
            headingStart = out.length();
        }
        atStart = false;
        out.append(c);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\u00A0' || c == '\u000B';
    }

    private static boolean isHeading(String name) {
        return name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6';
    }

    private static String name(String localName, String qName) {
        String name = localName == null || localName.isEmpty() ? qName : localName;
        return name.toLowerCase(Locale.ROOT);
    }
}
