package dev.anicut.jobs.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Cuts large files into splits and puts small ones together, as far as the readers ask. Confined to one thread. */
final class SplitPlanner {
    private static final int MAX_FILES = 256;
    private static final int SPLITS_AT_A_TIME = 8;
    /** A split holds at most this share of a subtask's part of the files found so far: a short list is spread evenly. */
    private static final int SHARE = 8;

    /** Splits, and the state behind them. */
    record Plan(List<FileSplit> splits, PlanState after) {}

    private final SourceConfig config;
    private final FileWalker walker;
    private final List<InputRoot> inputs;
    private PlanState state;

    SplitPlanner(SourceConfig config, List<InputRoot> inputs, PlanState state) {
        this.config = config;
        this.inputs = inputs;
        this.state = state;
        this.walker = new FileWalker(inputs, config, state.cursor());
    }

    Plan next(int parallelism) {
        if (state.expected() != null) {
            // the state before may be on its way into a checkpoint
            state = state.with(state.expected().copy());
        }
        List<FileSplit> splits = new ArrayList<>();
        while (splits.size() < SPLITS_AT_A_TIME) {
            List<FileSlice> slices = nextSlices(parallelism);
            if (slices.isEmpty()) {
                break;
            }
            splits.add(FileSplit.of(state.nextSplit(), slices));
            state = state.behindSplit();
        }
        return new Plan(splits, state);
    }

    private List<FileSlice> nextSlices(int parallelism) {
        List<FileSlice> slices = new ArrayList<>();
        long bytes = 0;
        while (advance()) {
            FileSlice rest = state.rest();
            boolean fits = slices.isEmpty()
                    || (bytes + rest.size() <= config.splitSize() && slices.size() < maxFiles(parallelism));
            if (!fits) {
                break;
            }
            if (rest.size() > config.splitSize() && isCuttable(rest)) {
                long cut = rest.start() + config.splitSize();
                slices.add(rest.part(rest.start(), cut));
                setRest(rest.part(cut, rest.end()));
                break;
            }
            slices.add(rest);
            bytes += rest.size();
            setRest(null);
        }
        return slices;
    }

    private int maxFiles(int parallelism) {
        return (int) Math.max(1, Math.min(MAX_FILES, state.nextOrdinal() / ((long) SHARE * parallelism)));
    }

    /** Finds the next file if none is under way; false at the end. */
    private boolean advance() {
        if (state.rest() != null) {
            return true;
        }
        FileWalker.Found found = state.finished() ? null : walker.next();
        if (found == null) {
            return advanceToMissing();
        }
        if (state.expected() != null) {
            state.expected().listed(found.path());
        }
        state = state.withFile(found.cursor(), FileSlice.of(found, state.nextOrdinal()));
        return true;
    }

    /** Behind the last file, one slice stands for all that have gone before they could be listed. */
    private boolean advanceToMissing() {
        long missing = state.expected() == null ? 0 : state.expected().missing();
        if (missing == 0) {
            state = state.end();
            return false;
        }
        state = state.withFile(
                        state.cursor(),
                        FileSlice.ofMissing(missing, CommonFolder.of(inputs), config, state.nextOrdinal()))
                .with((ExpectedFiles) null);
        return true;
    }

    private void setRest(FileSlice rest) {
        state = state.withRest(rest);
    }

    private boolean isCuttable(FileSlice slice) {
        if (slice.start() > 0) {
            return true;
        }
        FileFormat format = config.format() == null ? FileFormat.of(slice.id()) : config.format();
        return format.isSplittable() && canBeSought(slice.path());
    }

    /** Whether records begin and end where bytes of the file say so. */
    private static boolean canBeSought(String path) {
        try (StoredInput in = new StoredInput(Storage.of(path), path)) {
            byte[] head = new byte[Compression.MAGIC_BYTES];
            int length = in.read(head, 0, head.length);
            return Compression.of(head, length) == Compression.NONE && WideJson.charset(head, length) == null;
        } catch (IOException e) {
            // whoever reads the file meets the same, and says so once
            return false;
        }
    }
}
