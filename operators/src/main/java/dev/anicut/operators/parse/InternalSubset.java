package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;

/**
 * Takes the internal subset out of the DOCTYPE of a page: XML has it and HTML has not, so that a parser of HTML takes what
 * is behind its first {@code >} for text. Its entities are not resolved, for a few lines of them can stand for gigabytes; a
 * page whose text uses one is refused.
 */
final class InternalSubset {
    private static final int HEAD = 1 << 16;
    private static final Pattern ENTITY = Pattern.compile("<!ENTITY\\s+([^\\s%]\\S*)\\s");
    /**
     * Tags and comments, where a reference is no text, and references. What is not closed goes on to the end, so that no
     * character is looked at again from another beginning.
     */
    private static final Pattern REFERENCE =
            Pattern.compile("<!--.*?(?:-->|\\z)|<[^>]*(?:>|\\z)|&([^\\s&;<]+);", Pattern.DOTALL);

    private InternalSubset() {}

    /** The page without it; the same array if it has none. */
    static byte[] removedFrom(byte[] page) throws Unparseable {
        byte[] head = page.length <= HEAD ? page : Arrays.copyOf(page, HEAD);
        Charset found = Encodings.ofHead(head);
        // one byte, one character: the others need not be known, and stay as they are
        Charset charset = Encodings.isWide(found) ? found : StandardCharsets.ISO_8859_1;
        if (start(new String(head, charset)) < 0) {
            return page;
        }
        return removedFrom(new String(page, charset)).getBytes(charset);
    }

    /** The page without it. */
    static String removedFrom(String page) throws Unparseable {
        int start = start(page);
        if (start < 0) {
            return page;
        }
        int end = end(page, start);
        String rest = page.substring(end);
        refuseUses(declared(page.substring(start, end)), rest);
        return page.substring(0, start) + rest;
    }

    /** Where the subset's bracket is, -1 if the page has none. */
    private static int start(String page) {
        int at = 0;
        while (true) {
            while (at < page.length() && !startsTag(page, at)) {
                if (!isPassedOver(page.charAt(at))) {
                    return -1;
                }
                at++;
            }
            if (page.startsWith("<!--", at)) {
                at = behind(page, "-->", at);
            } else if (page.startsWith("<?", at)) {
                at = behind(page, "?>", at);
            } else {
                break;
            }
        }
        if (!page.regionMatches(true, at, "<!DOCTYPE", 0, 9)) {
            return -1;
        }
        char quote = 0;
        for (int i = at + 9; i < page.length() && page.charAt(i) != '>'; i++) {
            char c = page.charAt(i);
            if (c == '[' && quote == 0) {
                return i;
            }
            quote = quote == 0 && isQuote(c) ? c : quote == c ? 0 : quote;
        }
        return -1;
    }

    private static boolean startsTag(String page, int at) {
        return page.charAt(at) == '<';
    }

    /** White space and byte order marks, those of UTF-8 also byte by byte. */
    private static boolean isPassedOver(char c) {
        return c <= ' ' || c == '\uFEFF' || c == '\u00EF' || c == '\u00BB' || c == '\u00BF';
    }

    /** Behind the bracket that closes the subset, before the end of the DOCTYPE. */
    private static int end(String page, int start) throws Unparseable {
        boolean declares = false;
        int at = start + 1;
        while (at < page.length()) {
            char c = page.charAt(at);
            if (page.startsWith("<!--", at)) {
                at = behind(page, "-->", at);
            } else if (page.startsWith("<?", at)) {
                at = behind(page, "?>", at);
            } else if (declares && isQuote(c)) {
                at = behind(page, String.valueOf(c), at + 1);
            } else if (c == ']' && !declares) {
                return at + 1;
            } else {
                declares = c == '<' || declares && c != '>';
                at++;
            }
        }
        throw new Unparseable(Reason.PARSE_FAILED, "the internal subset of its DOCTYPE has no end");
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private static int behind(String page, String mark, int from) {
        int at = page.indexOf(mark, from);
        return at < 0 ? page.length() : at + mark.length();
    }

    /** The entities of the page's own; what HTML knows by the name stands for it. */
    private static Set<String> declared(String subset) {
        Set<String> names = new HashSet<>();
        Matcher entity = ENTITY.matcher(subset);
        while (entity.find()) {
            if (!Entities.isNamedEntity(entity.group(1))) {
                names.add(entity.group(1));
            }
        }
        return names;
    }

    private static void refuseUses(Set<String> declared, String text) throws Unparseable {
        Matcher reference = REFERENCE.matcher(text);
        while (!declared.isEmpty() && reference.find()) {
            if (reference.group(1) != null && declared.contains(reference.group(1))) {
                throw new Unparseable(
                        Reason.PARSE_FAILED,
                        String.format(
                                Locale.ROOT,
                                "its text uses the entity %s, which its DOCTYPE declares: such entities are not resolved",
                                reference.group()));
            }
        }
    }
}
