package dev.anicut.jobs.source;

import java.util.List;

/** Which of the files and folders below an input belong to it. */
final class InputFilter {
    private final InputRoot input;
    private final boolean recursive;
    private final Glob glob;
    private final int globDepth;
    private final List<Pattern> include;
    private final List<Pattern> exclude;

    /** A glob over names, or over paths within the input if it has a slash. */
    private record Pattern(Glob glob, boolean overPaths) {
        static List<Pattern> of(List<String> globs, String option) {
            return globs.stream()
                    .map(glob -> new Pattern(Glob.of(glob, option), glob.indexOf('/') >= 0))
                    .toList();
        }

        boolean matches(String relative, String name) {
            return glob.matches(overPaths ? relative : name);
        }
    }

    InputFilter(InputRoot input, SourceConfig config) {
        this.input = input;
        this.recursive = config.recursive();
        this.glob = input.glob() == null ? null : Glob.of(input.glob(), input.given(), SourceOptions.PATH.key());
        this.globDepth =
                input.glob() == null ? 0 : input.glob().contains("**") ? Integer.MAX_VALUE : components(input.glob());
        this.include = Pattern.of(config.include(), SourceOptions.INCLUDE.key());
        this.exclude = Pattern.of(config.exclude(), SourceOptions.EXCLUDE.key());
    }

    private static int components(String relative) {
        return (int) relative.chars().filter(c -> c == '/').count() + 1;
    }

    /** Whether everything below belongs to the input, because a folder above it does. */
    boolean coversAllBelow() {
        return glob == null;
    }

    boolean matchesGlob(String relative) {
        return glob == null || glob.matches(relative);
    }

    /** Whether to look into a folder; {@code covered} if the folder above it belongs to the input. */
    boolean descends(String relative, String name, boolean covered) {
        if (InputRoot.isHidden(name) || excludes(relative, name)) {
            return false;
        }
        return covered ? recursive : matchesGlob(relative) || components(relative) < globDepth;
    }

    /** Whether to read a file; {@code covered} if the folder above it belongs to the input. */
    boolean accepts(String relative, String name, boolean covered) {
        return !InputRoot.isHidden(name)
                && (covered || matchesGlob(relative))
                && (include.isEmpty() || include.stream().anyMatch(pattern -> pattern.matches(relative, name)))
                && !excludes(relative, name);
    }

    private boolean excludes(String relative, String name) {
        return exclude.stream().anyMatch(pattern -> pattern.matches(relative, name));
    }

    /** Whether the walk over this input meets the file, so that no other input need read it again. */
    boolean meets(String path) {
        if (input.file()) {
            return path.equals(input.root());
        }
        String folder = Storage.child(input.root(), "");
        if (!path.startsWith(folder)) {
            return false;
        }
        String relative = path.substring(folder.length());
        boolean covered = coversAllBelow();
        for (int slash = relative.indexOf('/'); slash >= 0; slash = relative.indexOf('/', slash + 1)) {
            String above = relative.substring(0, slash);
            if (!descends(above, above.substring(above.lastIndexOf('/') + 1), covered)) {
                return false;
            }
            covered = covered || matchesGlob(above);
        }
        return accepts(relative, relative.substring(relative.lastIndexOf('/') + 1), covered);
    }
}
