package dev.anicut.operators.parse;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.tika.parser.AutoDetectParser;

/** The command line of the child process: this JVM's java, with the class path that the worker needs. */
final class TikaCommand {
    /** What of this JVM's environment the child is given. */
    static final Set<String> ENVIRONMENT = Set.of("PATH", "LANG", "LC_ALL", "TZ", "SystemRoot", "LD_LIBRARY_PATH");

    private TikaCommand() {}

    static List<String> of(ParseConfig config, Path java, Path temporary) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.add("-Xmx" + config.memoryMegabytes() + "m");
        command.add("-XX:+UseSerialGC");
        // the second compiler takes more than it saves: docs/benchmarks.md, Parsing
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+ExitOnOutOfMemoryError");
        // a killed JVM would leave its file of counters behind, a crashed one its report in the task's folder
        command.add("-XX:-UsePerfData");
        command.add("-XX:ErrorFile=" + temporary.resolve("crash.log"));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-Djava.awt.headless=true");
        command.add("-Dfile.encoding=UTF-8");
        // errors to standard error: a third of the start was log4j-core's, where that is on the class path
        command.add("-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        command.add("-cp");
        command.add(String.join(File.pathSeparator, expressible(classPath(), temporary)));
        command.add(TikaWorker.class.getName());
        command.add(String.valueOf(config.maxCharacters()));
        command.add(String.valueOf(config.maxDepth()));
        command.add(String.valueOf(config.maxEmbedded()));
        return command;
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * In a job jar the worker and all of Tika are in one file; logging comes from Flink's. Otherwise everything is on
     * the class path of this JVM, or of the class loader that started it.
     */
    static Set<String> classPath() {
        Set<String> path = new LinkedHashSet<>();
        addSource(path, TikaWorker.class);
        boolean shaded = !addSource(path, AutoDetectParser.class);
        addSource(path, org.slf4j.Logger.class);
        addLog4j(path);
        if (!shaded) {
            ClassLoader loader = TikaWorker.class.getClassLoader();
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    add(path, url);
                }
            }
            path.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
        }
        return path;
    }

    /** POI logs by it. */
    private static void addLog4j(Set<String> path) {
        try {
            addSource(path, Class.forName("org.apache.logging.log4j.LogManager"));
        } catch (ClassNotFoundException e) {
            // nothing to add: the worker says so if it misses it
            return;
        }
    }

    /**
     * The same files under paths that a class path can hold. A TaskManager keeps job jars in a folder that is named after
     * its host and port, with a colon, which separates the entries of a class path and cannot be escaped.
     */
    static Set<String> expressible(Set<String> path, Path temporary) throws IOException {
        Set<String> expressible = new LinkedHashSet<>();
        for (String entry : path) {
            if (!entry.contains(File.pathSeparator)) {
                expressible.add(entry);
                continue;
            }
            Path link = temporary.resolve("class-path-" + expressible.size() + ".jar");
            Files.createSymbolicLink(link, Path.of(entry));
            expressible.add(link.toString());
        }
        return expressible;
    }

    private static boolean addSource(Set<String> path, Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source != null && add(path, source.getLocation());
    }

    private static boolean add(Set<String> path, URL url) {
        try {
            return path.add(Path.of(url.toURI()).toString());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            // no file: nothing a child could load from
            return false;
        }
    }
}
