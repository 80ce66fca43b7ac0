package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.anicut.model.Reason;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TikaProcessTest {
    private static TikaProcess tika;

    @BeforeAll
    static void start() {
        tika = new TikaProcess(Records.config());
    }

    @AfterAll
    static void stop() {
        tika.close();
    }

    @Test
    void carriesEverythingOverThePipes() throws Exception {
        byte[] docx = SampleFiles.docx("Heading 🌊", "Grüße.");
        Extract extract = tika.parse(docx, "a.docx");
        assertThat(extract)
                .isEqualTo(new TikaExtractor(10_000_000, 400, 100).extract(docx, "a.docx"))
                .extracting(Extract::title)
                .isEqualTo("Heading 🌊");
        Extract untitled = tika.parse(SampleFiles.utf8("<p>x"), "a.html");
        assertThat(untitled.title()).isNull();
        String large = "word ".repeat(1_000_000);
        assertThat(tika.parse(SampleFiles.utf8("<p>" + large), "a.html").text()).isEqualTo(large.strip());
    }

    @Test
    void killsAParserThatLoopsAndGoesOn() throws Exception {
        try (TikaProcess hasty = new TikaProcess(Records.config("parse.timeout", "300 ms"))) {
            assertThat(failure(hasty, SampleFiles.endlessPdf(), "loop.pdf").reason())
                    .isEqualTo(Reason.TIMEOUT);
            assertThat(hasty.child()).isNull();
        }
        Unparseable failure = failure(tika, SampleFiles.utf8("recurse"), "a.sabotage");
        assertThat(failure.reason()).isEqualTo(Reason.TOO_DEEP);
        assertThat(tika.parse(SampleFiles.utf8("<p>next"), "a.html").text()).isEqualTo("next");
    }

    @Test
    void survivesAParserThatRunsOutOfMemory() throws Exception {
        try (TikaProcess small = new TikaProcess(Records.config("parse.memory", "32 mb"))) {
            byte[] many = SampleFiles.utf8("<p>x".repeat(1_500_000));
            assertThat(failure(small, many, "many.html").reason()).isEqualTo(Reason.OUT_OF_MEMORY);
            assertThat(small.parse(SampleFiles.utf8("<p>next"), "a.html").text())
                    .isEqualTo("next");
            assertThat(small.restarts()).isEqualTo(1);
        }
    }

    @Test
    void reportsAParserThatDiesAndGoesOn() throws Exception {
        Unparseable failure = failure(tika, SampleFiles.utf8("die"), "a.sabotage");
        assertThat(failure.reason()).isEqualTo(Reason.PARSER_CRASHED);
        assertThat(failure.getMessage()).contains("137").contains("last words");
        assertThat(tika.parse(SampleFiles.utf8("<p>next"), "a.html").text()).isEqualTo("next");
    }

    @Test
    void givesAFileASecondChanceWhenItsParserWasKilled(@TempDir Path folder) throws Exception {
        byte[] dieOnce = SampleFiles.utf8("die-once " + folder.resolve("mark"));
        assertThat(tika.parse(dieOnce, "a.sabotage").text()).isEqualTo("done");
    }

    @Test
    void replacesAnIdleParserThatWasKilledWithoutBlamingTheNextFile() throws Exception {
        tika.parse(SampleFiles.utf8("<p>x"), "a.html");
        ProcessHandle child = tika.child();
        child.destroyForcibly();
        child.onExit().get();
        assertThat(tika.parse(SampleFiles.utf8("<p>next"), "a.html").text()).isEqualTo("next");
        assertThat(tika.child()).isNotEqualTo(child);
    }

    @Test
    void guardsThePipeFromLibrariesThatPrint() throws Exception {
        assertThat(tika.parse(SampleFiles.utf8("print"), "a.sabotage").text()).isEqualTo("done");
    }

    @Test
    void keepsSecretsOfTheEnvironmentFromTheParser() throws Exception {
        String names = tika.parse(SampleFiles.utf8("environment"), "a.sabotage").text();
        assertThat(names.split(" ")).contains("PATH").isSubsetOf(TikaCommand.ENVIRONMENT);
    }

    @Test
    void recyclesTheProcess() throws Exception {
        try (TikaProcess recycled = new TikaProcess(Records.config("parse.recycle-after", "2"))) {
            byte[] pid = SampleFiles.utf8("pid");
            String first = recycled.parse(pid, "a.sabotage").text();
            assertThat(recycled.parse(pid, "a.sabotage").text()).isEqualTo(first);
            assertThat(recycled.parse(pid, "a.sabotage").text()).isNotEqualTo(first);
            assertThat(recycled.restarts()).isEqualTo(1);
        }
    }

    @Test
    void endsItsProcessAndLeavesNoFileBehind() throws Exception {
        try (TikaProcess litterer = new TikaProcess(Records.config())) {
            litterer.parse(SampleFiles.docx("H", "p"), "a.docx");
            Path folder = litterer.folder();
            assertThat(folder).isDirectory();
            failure(litterer, SampleFiles.utf8("litter"), "a.sabotage");
            assertThat(folder).doesNotExist();
            litterer.parse(SampleFiles.utf8("<p>x"), "a.html");
            ProcessHandle child = litterer.child();
            folder = litterer.folder();
            litterer.close();
            assertThat(child.isAlive()).isFalse();
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void saysClearlyThatNoProcessCanBeStarted() {
        try (TikaProcess none = new TikaProcess(Records.config(), Path.of("/nowhere/bin/java"))) {
            assertThatThrownBy(() -> none.parse(SampleFiles.utf8("<p>x"), "a.html"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("/nowhere/bin/java")
                    .hasMessageContaining("cannot be started");
        }
    }

    @Test
    void answersAnInterruptAtOnce() throws Exception {
        try (TikaProcess process = new TikaProcess(Records.config("parse.timeout", "10 min"))) {
            process.parse(SampleFiles.utf8("<p>x"), "a.html");
            ProcessHandle child = process.child();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> process.parse(SampleFiles.endlessPdf(), "loop.pdf"))
                    .isInstanceOf(InterruptedException.class);
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void theChildOutlivesNeitherItsDeadlineNorItsParent() throws Exception {
        Process late = worker(folder());
        DataOutputStream requests = new DataOutputStream(late.getOutputStream());
        assertThat(new DataInputStream(late.getInputStream()).readInt()).isEqualTo(Frames.READY);
        Frames.write(requests, new Frames.Request("loop.pdf", 200, SampleFiles.endlessPdf()));
        assertThat(late.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(late.exitValue()).isEqualTo(TikaWorker.PAST_DEADLINE);

        Path folder = folder();
        Process orphan = worker(folder);
        requests = new DataOutputStream(orphan.getOutputStream());
        assertThat(new DataInputStream(orphan.getInputStream()).readInt()).isEqualTo(Frames.READY);
        Frames.write(requests, new Frames.Request("loop.pdf", 600_000, SampleFiles.endlessPdf()));
        orphan.getOutputStream().close();
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(orphan.exitValue()).isEqualTo(TikaWorker.PARENT_GONE);
        assertThat(folder).doesNotExist();
    }

    @Test
    void theWorkerNeedsNothingOfFlink() throws Exception {
        String separator = File.pathSeparator;
        // as on a cluster, where the job jar is all it has
        String withoutFlink = Stream.of(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(separator))
                .filter(entry -> !entry.contains("flink"))
                .collect(Collectors.joining(separator));
        List<String> command = new ArrayList<>(TikaCommand.of(Records.config(), TikaCommand.java(), folder()));
        command.set(command.indexOf("-cp") + 1, withoutFlink);
        Process worker = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (DataOutputStream requests = new DataOutputStream(worker.getOutputStream());
                DataInputStream replies = new DataInputStream(worker.getInputStream())) {
            assertThat(replies.readInt()).isEqualTo(Frames.READY);
            Frames.write(requests, new Frames.Request("deep.html", 60_000, SampleFiles.utf8("<div>".repeat(1_000))));
            assertThat(catchThrowableOfType(Unparseable.class, () -> Frames.readReply(replies))
                            .reason())
                    .isEqualTo(Reason.TOO_DEEP);
            Frames.write(requests, new Frames.Request("a.docx", 60_000, SampleFiles.docx("H", "p")));
            assertThat(Frames.readReply(replies).title()).isEqualTo("H");
        }
        assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theChildEndsWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        TikaCommand.java().toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoopingParent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle child;
        try (BufferedReader lines = parent.inputReader()) {
            child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
            parent.destroyForcibly().waitFor();
        }
        child.onExit().get(60, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    /** The main of a process whose child loops until it is killed. */
    static final class LoopingParent {
        private LoopingParent() {}

        public static void main(String[] args) throws Exception {
            TikaProcess process = new TikaProcess(Records.config("parse.timeout", "1 h"));
            System.out.println(
                    process.parse(SampleFiles.utf8("pid"), "a.sabotage").text());
            process.parse(SampleFiles.endlessPdf(), "loop.pdf");
        }
    }

    private static Path folder() throws Exception {
        return TemporaryFolder.create();
    }

    private static Process worker(Path folder) throws Exception {
        List<String> command = TikaCommand.of(Records.config(), TikaCommand.java(), folder);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Unparseable failure(TikaProcess process, byte[] bytes, String name) {
        return catchThrowableOfType(Unparseable.class, () -> process.parse(bytes, name));
    }
}
