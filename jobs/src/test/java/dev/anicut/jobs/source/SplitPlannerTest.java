package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitPlannerTest {
    @TempDir
    Path dir;

    private void files(int count) {
        for (int i = 0; i < count; i++) {
            Reading.write(dir.resolve(String.format("%02d/%05d.md", i % 7, i)), "x");
        }
    }

    @Test
    void smallFilesShareSplitsThatGrow() {
        files(5000);

        List<FileSplit> splits = Reading.splits(Reading.config(dir));

        assertThat(splits.get(0).slices()).hasSize(1);
        assertThat(splits).allMatch(split -> split.slices().size() <= 256);
        assertThat(splits.size()).isLessThan(100);
        // no subtask is left with a large part of the files at the end
        int last = splits.get(splits.size() - 2).slices().size();
        assertThat(last).isLessThanOrEqualTo(5000 / 8);
    }

    @Test
    void aFewFilesAreSpread() {
        files(30);

        assertThat(Reading.splits(Reading.config(dir))).hasSizeGreaterThan(10);
    }

    @Test
    void bytesOfFilesThatShareASplitAreBounded() throws IOException {
        for (int i = 0; i < 100; i++) {
            Files.write(dir.resolve(i + ".md"), new byte[400]);
        }

        assertThat(Reading.splits(Reading.config(dir, "source.split-size", "1000 b")))
                .allMatch(split ->
                        split.slices().stream().mapToLong(FileSlice::size).sum() <= 1000);
    }

    @Test
    void onlyPlainLinesAndParquetAreCut() {
        String lines = "{\"a\":1}\n".repeat(100);
        Reading.write(dir.resolve("a.jsonl"), lines);
        Reading.write(dir.resolve("b.jsonl"), Packed.gzip(lines + Math.random()));
        Reading.write(dir.resolve("c.csv"), lines);
        Reading.write(dir.resolve("d.txt"), lines);
        Reading.write(dir.resolve("e.parquet"), lines);

        List<FileSlice> slices = Reading.splits(Reading.config(dir, "source.split-size", "50 b")).stream()
                .flatMap(split -> split.slices().stream())
                .toList();

        assertThat(slices).filteredOn(slice -> slice.id().equals("a.jsonl")).hasSize(16);
        assertThat(slices).filteredOn(slice -> slice.id().equals("e.parquet")).hasSize(16);
        assertThat(slices).filteredOn(slice -> slice.id().matches("[bcd].*")).hasSize(3);
    }

    @Test
    void planningGoesOnFromAnyState() {
        files(60);
        Reading.write(dir.resolve("03/big.jsonl"), "{}\n".repeat(300));
        SourceConfig config = Reading.config(dir, "source.split-size", "20 b");
        List<InputRoot> inputs = FileInputs.resolve(config);
        List<FileSplit> whole = Reading.splits(config);

        List<FileSplit> pieces = new ArrayList<>();
        PlanState state = PlanState.start(null);
        while (!state.finished()) {
            SplitPlanner.Plan plan = new SplitPlanner(config, inputs, state).next(1);
            pieces.addAll(plan.splits());
            state = plan.after();
        }

        assertThat(pieces).isEqualTo(whole).hasSizeGreaterThan(40);
    }

    /** Plans to the end with a new planner for each step, from states that have been in a checkpoint. */
    private static List<FileSlice> planned(SourceConfig config, ExpectedFiles expected) throws IOException {
        FileEnumeratorStateSerializer serializer = new FileEnumeratorStateSerializer();
        List<InputRoot> inputs = FileInputs.resolve(config);
        List<FileSlice> slices = new ArrayList<>();
        PlanState state = PlanState.start(expected);
        while (!state.finished()) {
            byte[] kept = serializer.serialize(new FileEnumeratorState(List.of(), state));
            state = serializer.deserialize(serializer.getVersion(), kept).plan();
            SplitPlanner.Plan plan = new SplitPlanner(config, inputs, state).next(1);
            // what a planner does later is not to be seen in a state that it gave before
            assertThat(serializer.serialize(new FileEnumeratorState(List.of(), state)))
                    .isEqualTo(kept);
            plan.splits().forEach(split -> slices.addAll(split.slices()));
            state = plan.after();
        }
        return slices;
    }

    @Test
    void filesThatHaveGoneSinceTheyWereFoundAreOneProblem() throws IOException {
        files(60);
        SourceConfig config = Reading.config(dir + "/00," + dir + "/0[1-6]/*");
        ExpectedFiles expected = FileInputs.survey(config).expected();
        Files.delete(dir.resolve("00/00000.md"));
        Files.delete(dir.resolve("03/00031.md"));
        Files.delete(dir.resolve("04/00032.md"));

        List<FileSlice> slices = planned(config, expected);

        assertThat(slices).hasSize(58);
        assertThat(slices.get(57)).satisfies(missing -> {
            assertThat(missing.problem()).isEqualTo(Reason.VANISHED);
            assertThat(missing.message()).contains("3 at least");
            assertThat(missing.path()).isEqualTo(dir + "/");
            assertThat(missing.input()).isEqualTo(config.path());
            assertThat(missing.ordinal()).isEqualTo(57);
        });
        assertThat(slices.subList(0, 57)).allMatch(slice -> slice.problem() == null);
    }

    @Test
    void filesThatHaveComeSinceAreNoProblemAndHideNone() throws IOException {
        files(60);
        SourceConfig config = Reading.config(dir);
        ExpectedFiles expected = FileInputs.survey(config).expected();
        Reading.write(dir.resolve("03/new.md"), "x");
        Reading.write(dir.resolve("04/newer.md"), "x");

        assertThat(planned(config, expected)).hasSize(62).allMatch(slice -> slice.problem() == null);
        Files.delete(dir.resolve("03/00031.md"));
        assertThat(planned(config, expected))
                .filteredOn(slice -> slice.problem() != null)
                .singleElement()
                .satisfies(slice -> assertThat(slice.message()).contains("1 at least"));
    }

    @Test
    void theWalkGoesOnBehindAnyFileEvenOneThatIsGone() throws IOException {
        files(40);
        Files.createSymbolicLink(dir.resolve("02/loop"), dir);
        SourceConfig config = Reading.config(dir + "/00," + dir + ",");
        List<InputRoot> inputs = FileInputs.resolve(config);
        List<FileWalker.Found> whole = walk(new FileWalker(inputs, config, null));

        for (int i = 0; i < whole.size(); i++) {
            FileWalker.Found found = whole.get(i);
            assertThat(walk(new FileWalker(inputs, config, found.cursor())))
                    .isEqualTo(whole.subList(i + 1, whole.size()));
        }
        Files.delete(Path.of(whole.get(20).path()));
        assertThat(walk(new FileWalker(inputs, config, whole.get(20).cursor())))
                .isEqualTo(whole.subList(21, whole.size()));
    }

    private static List<FileWalker.Found> walk(FileWalker walker) {
        List<FileWalker.Found> found = new ArrayList<>();
        for (FileWalker.Found next = walker.next(); next != null; next = walker.next()) {
            found.add(next);
        }
        return found;
    }
}
