package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Walks the inputs file by file, in path order, holding no more than one listing for each level of folders; can begin
 * behind any file. What cannot be walked is returned as a problem.
 */
final class FileWalker {

    /** A place in the walk: behind the file with this path in this input. */
    record Cursor(int input, String relative) {}

    /** A file, or a path with the reason why it cannot be walked. */
    record Found(
            Cursor cursor, InputRoot root, String path, long length, long modified, Reason problem, String message) {}

    private static final class Folder {
        final String path;
        final String relative;
        final Object key;
        final boolean covered;
        final Iterator<Storage.Entry> entries;
        /** The rest of the cursor, if the walk has yet to get past it in this folder. */
        final String behind;

        Folder(
                String path,
                String relative,
                Object key,
                boolean covered,
                Iterator<Storage.Entry> entries,
                String behind) {
            this.path = path;
            this.relative = relative;
            this.key = key;
            this.covered = covered;
            this.entries = entries;
            this.behind = behind;
        }
    }

    private final List<InputRoot> inputs;
    private final List<InputFilter> filters = new ArrayList<>();
    private final BitSet matched = new BitSet();
    private long hidden;
    private final Deque<Folder> folders = new ArrayDeque<>();
    private Cursor behind;
    private int input = -1;
    private Storage storage;

    /** @param behind where an earlier walk got to, or null to begin */
    FileWalker(List<InputRoot> inputs, SourceConfig config, Cursor behind) {
        this.inputs = inputs;
        this.behind = behind;
        inputs.forEach(root -> filters.add(new InputFilter(root, config)));
        if (behind != null) {
            input = behind.input() - 1;
        }
    }

    /** Files and folders so far that were left out for their names. */
    long hidden() {
        return hidden;
    }

    /** Whether any file of the input has been met so far, be it read or left to an input before it. */
    boolean hasMatched(int index) {
        return matched.get(index);
    }

    /** The next file, or null at the end. */
    Found next() {
        while (true) {
            if (folders.isEmpty()) {
                if (++input >= inputs.size()) {
                    return null;
                }
                Found found = enterInput();
                if (found != null) {
                    return found;
                }
                continue;
            }
            Folder folder = folders.peek();
            if (!folder.entries.hasNext()) {
                folders.pop();
                continue;
            }
            Found found = visit(folder, folder.entries.next());
            if (found != null) {
                return found;
            }
        }
    }

    private Found enterInput() {
        InputRoot root = inputs.get(input);
        String rest = behind == null ? null : behind.relative();
        boolean resumed = behind != null;
        behind = null;
        try {
            storage = Storage.of(root.root());
            if (root.file()) {
                return resumed ? null : file(root.root(), root.fileName(), status(root.root()));
            }
            return enter(
                    root.root(),
                    "",
                    storage.status(root.root()).key(),
                    filters.get(input).coversAllBelow(),
                    rest);
        } catch (IOException e) {
            return resumed && root.file() ? null : problem(root.root(), root.fileName(), e);
        }
    }

    /** A file that has gone is still to be read: the reader says so with its own record. */
    private Storage.Entry status(String path) {
        try {
            return storage.status(path);
        } catch (IOException e) {
            return new Storage.Entry(path, 0, 0, false, false, null);
        }
    }

    private Found enter(String path, String relative, Object key, boolean covered, String rest) {
        for (Folder above : folders) {
            if (key != null && key.equals(above.key)) {
                return new Found(
                        new Cursor(input, relative),
                        inputs.get(input),
                        path,
                        0,
                        0,
                        Reason.LINK_LOOP,
                        "a link leads back to " + above.path);
            }
        }
        try {
            folders.push(
                    new Folder(path, relative, key, covered, storage.list(path).iterator(), rest));
            return null;
        } catch (IOException e) {
            return problem(path, relative.isEmpty() ? inputs.get(input).fileName() : relative, e);
        }
    }

    private Found visit(Folder folder, Storage.Entry entry) {
        String name = entry.name();
        String rest = null;
        if (folder.behind != null) {
            int slash = folder.behind.indexOf('/');
            int order = name.compareTo(slash < 0 ? folder.behind : folder.behind.substring(0, slash));
            if (order < 0 || (order == 0 && (slash < 0 || !entry.directory()))) {
                return null;
            }
            rest = order == 0 ? folder.behind.substring(slash + 1) : null;
        }
        InputFilter filter = filters.get(input);
        String path = Storage.child(folder.path, name);
        String relative = folder.relative.isEmpty() ? name : folder.relative + "/" + name;
        if (folder.covered && InputRoot.isHidden(name)) {
            hidden++;
        }
        if (entry.directory()) {
            return filter.descends(relative, name, folder.covered)
                    ? enter(path, relative, entry.key(), folder.covered || filter.matchesGlob(relative), rest)
                    : null;
        }
        if (!filter.accepts(relative, name, folder.covered)) {
            return null;
        }
        if (entry.irregular()) {
            return new Found(
                    new Cursor(input, relative),
                    inputs.get(input),
                    path,
                    0,
                    0,
                    Reason.UNREADABLE,
                    "neither a file nor a folder");
        }
        return file(path, relative, entry);
    }

    private Found file(String path, String relative, Storage.Entry entry) {
        matched.set(input);
        for (int earlier = 0; earlier < input; earlier++) {
            if (filters.get(earlier).meets(path)) {
                return null;
            }
        }
        return new Found(
                new Cursor(input, relative), inputs.get(input), path, entry.length(), entry.modified(), null, null);
    }

    private Found problem(String path, String relative, IOException e) {
        SliceFailure failure = SliceFailure.of(e);
        return new Found(
                new Cursor(input, relative), inputs.get(input), path, 0, 0, failure.reason(), failure.getMessage());
    }
}
