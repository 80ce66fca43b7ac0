package dev.anicut.operators.parse;

import dev.anicut.operators.parse.TextLayout.Gap;
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

    private final ExtractLimits limits;
    private final TextLayout layout = new TextLayout();
    private int newlines;
    private int depth;
    private int headDepth;
    private int preformatted;
    private boolean rowHasCell;
    private boolean reflow;
    /** The level of the heading now open, 0 for none. */
    private int heading;
    /** Where its text begins, -1 before it has any. */
    private int headingStart = -1;

    private String firstHeading;

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
        return layout.text();
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
        if (isCell(name)) {
            layout.beginCell(!rowHasCell);
            rowHasCell = true;
            return;
        }
        part(name);
        if (name.equals("tr") || name.equals("table")) {
            rowHasCell = false;
        } else if (name.equals("li")) {
            layout.mark("- ");
            layout.begin();
        } else if (name.equals("pre")) {
            preformatted++;
        } else if (isHeading(name)) {
            heading = name.charAt(1) - '0';
            layout.mark("#".repeat(heading) + " ");
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
        if (isCell(name)) {
            layout.end();
            return;
        }
        if (name.equals("pre")) {
            preformatted = Math.max(0, preformatted - 1);
            layout.endPreformatted();
        } else if (isHeading(name)) {
            endHeading();
        } else if (name.equals("li")) {
            layout.mark("");
            layout.end();
        } else if (name.equals("table")) {
            rowHasCell = false;
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
            if (isSpace(c)) {
                space(c);
            } else {
                newlines = 0;
                int at = layout.write(c);
                if (heading > 0 && headingStart < 0) {
                    headingStart = at;
                }
            }
        }
        limits.checkLength(layout.length());
    }

    /** White space that the parser put in: PDF lines end with it. */
    @Override
    public void ignorableWhitespace(char[] chars, int start, int length) throws SAXException {
        limits.check();
        if (headDepth == 0 && preformatted == 0) {
            for (int i = start; i < start + length; i++) {
                layout.part(chars[i] == '\n' && !reflow && heading == 0 ? Gap.LINE : Gap.SPACE);
            }
        }
    }

    private void space(char c) {
        if (preformatted > 0) {
            layout.preformattedSpace(c);
        } else if (reflow || heading > 0 || c != '\n') {
            layout.part(Gap.SPACE);
        } else {
            layout.part(++newlines > 1 ? Gap.BLANK_LINE : Gap.LINE);
        }
    }

    private void part(String name) {
        if (BLOCKS.contains(name)) {
            layout.part(Gap.BLANK_LINE);
        } else if (LINES.contains(name)) {
            // a heading is one line
            layout.part(heading > 0 && !layout.isMarked() ? Gap.SPACE : Gap.LINE);
        }
    }

    private void endHeading() {
        if (firstHeading == null && headingStart >= 0) {
            firstHeading = layout.textFrom(headingStart);
        }
        headingStart = -1;
        heading = 0;
        layout.mark("");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\u00A0' || c == '\u000B';
    }

    private static boolean isCell(String name) {
        return name.equals("td") || name.equals("th");
    }

    private static boolean isHeading(String name) {
        return name.length() == 2 && name.charAt(0) == 'h' && name.charAt(1) >= '1' && name.charAt(1) <= '6';
    }

    private static String name(String localName, String qName) {
        String name = localName == null || localName.isEmpty() ? qName : localName;
        return name.toLowerCase(Locale.ROOT);
    }
}
