package dev.anicut.jobs.source;

import dev.anicut.model.InvalidSettingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** Finds what {@code source.path} names, before a job starts. */
public final class FileInputs {
    private static final String OPTION = SourceOptions.PATH.key();

    private FileInputs() {}

    /** Walks all inputs; throws {@link InvalidSettingException} if one of them does not exist or holds no file. */
    public static InputSurvey survey(SourceConfig config) {
        List<InputRoot> inputs = resolve(config);
        FileWalker walker = new FileWalker(inputs, config, null);
        boolean[] troubled = new boolean[inputs.size()];
        long files = 0;
        long bytes = 0;
        ExpectedFiles expected = new ExpectedFiles();
        for (FileWalker.Found found = walker.next(); found != null; found = walker.next()) {
            if (found.problem() == null) {
                files++;
                bytes += found.length();
                expected.found(found.path());
                continue;
            }
            if (found.path().equals(found.root().root())) {
                throw InvalidSettingException.unusable(
                        OPTION, found.root().given(), "cannot be read: " + found.message());
            }
            troubled[found.cursor().input()] = true;
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (!walker.hasMatched(i) && !troubled[i]) {
                throw nothingIn(inputs.get(i), config);
            }
        }
        return new InputSurvey(files, bytes, walker.hidden(), expected);
    }

    private static InvalidSettingException nothingIn(InputRoot input, SourceConfig config) {
        boolean filtered = !config.include().isEmpty() || !config.exclude().isEmpty();
        return InvalidSettingException.unusable(
                OPTION,
                input.given(),
                (input.glob() != null ? "matches no file" : "holds no file")
                        + " (names that begin with . or _ are left out"
                        + (config.recursive() ? "" : ", and so are folders within folders")
                        + (filtered ? ", and so is what source.include and source.exclude say)" : ")"));
    }

    static List<InputRoot> resolve(SourceConfig config) {
        // a path may itself hold commas and glob characters
        boolean list = config.path().indexOf(',') >= 0;
        InputRoot whole = list ? existing(config.path()) : null;
        if (whole != null) {
            return new ArrayList<>(List.of(whole));
        }
        List<InputRoot> inputs = new ArrayList<>();
        for (String given : Glob.list(config.path())) {
            inputs.add(resolve(given));
        }
        if (inputs.isEmpty()) {
            throw new InvalidSettingException(OPTION, config.path(), "a file, a folder or a glob");
        }
        return CommonFolder.prefixed(inputs);
    }

    private static InputRoot resolve(String given) {
        InputRoot existing = existing(given);
        if (existing != null) {
            return existing;
        }
        if (!Glob.isGlob(given)) {
            throw InvalidSettingException.unusable(OPTION, given, "does not exist");
        }
        int slash = given.lastIndexOf('/', Glob.indexOfMagic(given));
        String folder = slash < 0 ? "." : slash == 0 ? "/" : given.substring(0, slash);
        String glob = given.substring(slash + 1);
        Glob.of(glob, given, OPTION);
        InputRoot root = existing(folder);
        if (root == null || root.file()) {
            throw InvalidSettingException.unusable(OPTION, given, "matches nothing: there is no folder " + folder);
        }
        return new InputRoot(given, root.root(), glob, false, "");
    }

    /** The input at exactly this path, or null if there is none. */
    private static InputRoot existing(String given) {
        try {
            String path = Storage.absolute(given);
            Storage.Entry entry = Storage.of(path).status(path);
            if (entry.irregular()) {
                throw InvalidSettingException.unusable(OPTION, given, "is neither a file nor a folder");
            }
            return new InputRoot(given, path, null, !entry.directory(), "");
        } catch (UnsupportedFileSystemSchemeException e) {
            throw InvalidSettingException.unusable(
                    OPTION, given, "is on no file system that is plugged in: put Flink's into the plugins folder");
        } catch (FileNotFoundException | NoSuchFileException | InvalidPathException e) {
            return null;
        } catch (IOException e) {
            throw InvalidSettingException.unusable(
                    OPTION, given, "cannot be read: " + SliceFailure.of(e).getMessage());
        }
    }
}
