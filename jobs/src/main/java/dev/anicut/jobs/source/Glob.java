package dev.anicut.jobs.source;

import dev.anicut.model.InvalidSettingException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** A pattern over relative paths, as shells have it: {@code **} also matches no folder at all. */
final class Glob {
    private final PathMatcher matcher;

    private Glob(PathMatcher matcher) {
        this.matcher = matcher;
    }

    /** The glob; a broken one is reported as a bad value of the option. */
    static Glob of(String pattern, String option) {
        return of(pattern, pattern, option);
    }

    /** @param given what the user gave, of which the pattern is a part */
    static Glob of(String pattern, String given, String option) {
        String shell = pattern.replace("/**/", "{/,/**/}");
        if (shell.startsWith("**/")) {
            shell = "{,**/}" + shell.substring(3);
        }
        try {
            return new Glob(FileSystems.getDefault().getPathMatcher("glob:" + shell));
        } catch (PatternSyntaxException e) {
            throw InvalidSettingException.unusable(option, given, "is no glob: " + e.getDescription());
        }
    }

    boolean matches(String relativePath) {
        return matcher.matches(Path.of(relativePath));
    }

    static boolean isGlob(String path) {
        return indexOfMagic(path) >= 0;
    }

    static int indexOfMagic(String path) {
        for (int i = 0; i < path.length(); i++) {
            if ("*?[{".indexOf(path.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** The parts of a list separated by commas, those within braces aside. */
    static List<String> list(String given) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= given.length(); i++) {
            char c = i == given.length() ? ',' : given.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == ',' && (depth <= 0 || i == given.length())) {
                String part = given.substring(from, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                from = i + 1;
            }
        }
        return parts;
    }
}
