package dev.anicut.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherITCase {
    /** The user nobody: the one that every system has. */
    private static final int SOMEBODY = 65_534;

    @TempDir
    Path folder;

    @Test
    void saysInOneLineThatRootHasNoWay() throws Exception {
        Binaries binaries = Binaries.in(folder);
        List<Launcher> none = List.of(new Launcher(List.of("no-such-program"), 0), new Launcher(List.of("false"), 0));
        assertThatThrownBy(() -> Launcher.firstAllowed(none, binaries, folder))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageStartingWith("PostgreSQL does not run as root, and no other way works here")
                .hasMessageContaining("'no-such-program'")
                .hasMessageContaining("'false'")
                .hasMessageNotContaining("\n");
    }

    @Test
    void inSomebodysFolderRootRunsTheServerAsThatSomebody() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can become somebody else");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.setAttribute(home, "unix:uid", SOMEBODY);
        for (int i = 0; i < 2; i++) {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home.resolve("db"), folder, Map.of())) {
                postgres.connect().close();
                assertThat(FileTrees.owner(home.resolve("db"))).isEqualTo(SOMEBODY);
                assertThat(FileTrees.owner(home.resolve("db/password"))).isEqualTo(SOMEBODY);
                assertThat(FileTrees.owner(home.resolve("db/data/postmaster.pid")))
                        .isEqualTo(SOMEBODY);
                postgres.kill();
                postgres.restart();
                postgres.connect().close();
            }
            assertThat(home.resolve("db/data/postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void handsItsFilesToNobodyWhereNamespacesAreForbidden() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can become somebody else");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Binaries binaries = Binaries.in(folder);
        Path closed = Files.createTempDirectory(folder, "closed");
        Launcher launcher = Launcher.firstAllowed(
                List.of(new Launcher(List.of("false"), 0), Launcher.user(SOMEBODY)), binaries, closed);
        launcher.own(closed);
        Command id = Command.run(launcher.command(Path.of("id"), List.of("-u")), closed, Duration.ofSeconds(10));
        assertThat(id.output()).isEqualTo("65534");
        assertThat(FileTrees.owner(closed)).isEqualTo(SOMEBODY);
    }
}
