package dev.anicut.operators.parse;

import dev.anicut.model.Reason;
import org.xml.sax.SAXException;

/**
 * The limits of one extraction. The first one broken is remembered, whatever a parser makes of the exception. Runs in
 * the child, where Flink and with it the options are out of reach: their keys are repeated here.
 */
final class ExtractLimits {
    private final int maxCharacters;
    private final int maxDepth;
    private final int maxEmbedded;
    private int embedded;
    private Unparseable broken;

    ExtractLimits(int maxCharacters, int maxDepth, int maxEmbedded) {
        this.maxCharacters = maxCharacters;
        this.maxDepth = maxDepth;
        this.maxEmbedded = maxEmbedded;
    }

    boolean takesEmbedded() {
        return maxEmbedded > 0;
    }

    /** The limit that was broken, null if none was. */
    Unparseable broken() {
        return broken;
    }

    void check() throws SAXException {
        if (broken != null) {
            throw new SAXException(broken);
        }
    }

    void checkDepth(int depth) throws SAXException {
        check();
        if (depth > maxDepth) {
            fail(Reason.TOO_DEEP, "elements are nested deeper than parse.max-depth " + maxDepth);
        }
    }

    void checkLength(int length) throws SAXException {
        if (length > maxCharacters) {
            fail(Reason.TOO_LARGE, "the text has more characters than parse.max-characters " + maxCharacters);
        }
    }

    void countEmbedded() throws SAXException {
        if (++embedded > maxEmbedded) {
            fail(Reason.TOO_LARGE, "it has more embedded documents than parse.max-embedded " + maxEmbedded);
        }
    }

    private void fail(Reason reason, String message) throws SAXException {
        broken = new Unparseable(reason, message);
        throw new SAXException(broken);
    }
}
