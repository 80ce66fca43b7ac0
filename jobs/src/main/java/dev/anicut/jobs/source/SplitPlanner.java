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
    private PlanState state;

    SplitPlanner(SourceConfig config, List<InputRoot> inputs, PlanState state) {
        this.config = config;
        this.state = state;
        this.walker = new FileWalker(inputs, config, state.cursor());
    }

    Plan next(int parallelism) {
        List<FileSplit> splits = new ArrayList<>();
        while (splits.size() < SPLITS_AT_A_TIME) {
            List<FileSlice> slices = nextSlices(parallelism);
            if (slices.isEmpty()) {
                break;
            }
            splits.add(FileSplit.of(state.nextSplit(), slices));
            state = new PlanState(
                    state.cursor(), state.rest(), state.nextOrdinal(), state.nextSplit() + 1, state.finished());
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
            state = new PlanState(state.cursor(), null, state.nextOrdinal(), state.nextSplit(), true);
            return false;
        }
        long ordinal = state.nextOrdinal();
        state = new PlanState(found.cursor(), FileSlice.of(found, ordinal), ordinal + 1, state.nextSplit(), false);
        return true;
    }

    private void setRest(FileSlice rest) {
        state = new PlanState(state.cursor(), rest, state.nextOrdinal(), state.nextSplit(), state.finished());
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
