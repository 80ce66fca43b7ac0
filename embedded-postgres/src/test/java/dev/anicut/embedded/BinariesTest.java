package dev.anicut.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BinariesTest {
    @Test
    void namesTheArchiveOfEachPlatform() {
        assertThat(Binaries.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
        assertThat(Binaries.platform("Linux", "aarch64")).isEqualTo("linux-arm_64");
        assertThat(Binaries.platform("Mac OS X", "x86_64")).isEqualTo("darwin-x86_64");
        assertThat(Binaries.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm_64");
    }

    @Test
    void refusesOtherPlatforms() {
        assertThatThrownBy(() -> Binaries.platform("Windows 11", "amd64"))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("not on Windows 11 amd64");
    }

    @Test
    void bothLinuxArchivesAreOnTheClassPath() {
        assertThat(Binaries.class.getResource("/postgres-linux-x86_64.txz")).isNotNull();
        assertThat(Binaries.class.getResource("/postgres-linux-arm_64.txz")).isNotNull();
    }
}
