package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The child's class path, out of the folders in which a TaskManager keeps job jars. */
class TikaCommandTest {
    @TempDir
    Path folder;

    @Test
    void namesJarsByPathsThatDoNotFallApartAtTheirColons() throws Exception {
        Path taskManager = Files.createDirectory(folder.resolve("tm_127.0.0.1:40487-063e4c"));
        Path job = Files.writeString(taskManager.resolve("job.jar"), "job");
        Path logging = Files.writeString(folder.resolve("slf4j.jar"), "logging");
        Path temporary = Files.createDirectory(folder.resolve("child"));

        Set<String> path =
                TikaCommand.expressible(new LinkedHashSet<>(List.of(job.toString(), logging.toString())), temporary);

        String[] entries = String.join(File.pathSeparator, path).split(File.pathSeparator);
        assertThat(entries).hasSize(2);
        assertThat(Path.of(entries[0])).hasContent("job");
        assertThat(Path.of(entries[1])).hasContent("logging");
    }
}
