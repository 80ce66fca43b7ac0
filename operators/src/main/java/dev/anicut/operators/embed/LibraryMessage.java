package dev.anicut.operators.embed;

import java.util.regex.Pattern;

/** What a library says of a file, without the names of its own classes and the places in its own sources. */
final class LibraryMessage {
    /** {@code java.lang.IllegalStateException: }, where one exception's message is another's text. */
    private static final Pattern CLASS = Pattern.compile("^(?:(?:[a-z]\\w*\\.)+[A-Z][\\w$]*: )+");

    /** ONNX Runtime's {@code Error code - ORT_FAIL - message: Load model from PATH failed:}. */
    private static final Pattern CODE =
            Pattern.compile("^Error code - \\w+ - message: (?:Load model from .*? failed:)?");

    /** {@code /onnxruntime_src/…/model.cc:166 void onnxruntime::f(int) }, anywhere. */
    private static final Pattern PLACE = Pattern.compile("\\S+\\.(?:cc|h|cpp):\\d+ [^)]*\\)(?:::\\S+\\))* ");

    private LibraryMessage() {}

    /** The message of what all else comes from, in one line. */
    static String of(Throwable failure) {
        String said = LoadedModel.rootMessage(failure).strip();
        said = CLASS.matcher(said).replaceFirst("");
        said = CODE.matcher(said).replaceFirst("");
        return PLACE.matcher(said).replaceAll("").strip();
    }
}
