package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.anicut.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in file systems that Flink has plugged in; none of them is asked. */
class AllowedRootsTest {
    private static final AllowedRoots ROOTS = Records.config("source.allowed-roots", "s3://bucket/in/,HDFS:///data")
            .roots();

    @Test
    void takesWhatIsBelowARoot() throws Exception {
        assertThat(ROOTS.resolve("s3://bucket/in/a b%20?#.txt")).isEqualTo("s3://bucket/in/a b%20?#.txt");
        assertThat(ROOTS.resolve("S3://bucket//in//a.txt")).isEqualTo("s3://bucket/in/a.txt");
        assertThat(ROOTS.resolve("hdfs:///data/a.txt")).isEqualTo("hdfs:///data/a.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/in",
                "s3://bucket/in/",
                "s3://bucket/inner/a.txt",
                "s3://bucket/in/../a.txt",
                "s3://bucket/in/./a.txt",
                "s3://bucket/in/a/.. ",
                "s3://bucket/in/a/..\t",
                "s3://bucket/in/%2e%2e/a.txt",
                "s3://bucket/in/..%2Fa.txt",
                "s3://bucket/in/%252e%252e/a.txt",
                "s3://bucket/in/..\\a.txt",
                "s3://bucket/in\\..\\a.txt",
                "s3://bucket/in/..\u2028",
                "s3://user@bucket/in/a.txt",
                "s3://bucket:80/in/a.txt",
                "s3://other/in/a.txt",
                "s3a://bucket/in/a.txt",
                "s3:/bucket/in/a.txt",
                "s3:bucket/in/a.txt",
                "hdfs://evil/data/a.txt",
                "/data/a.txt",
                "file:///data/a.txt",
                "http://bucket/in/a.txt",
                " s3://bucket/in/a.txt"
            })
    void refusesWhatIsNot(String uri) {
        Unparseable failure = catchThrowableOfType(Unparseable.class, () -> ROOTS.resolve(uri));
        assertThat(failure).as(uri).isNotNull();
        assertThat(failure.reason()).isEqualTo(Reason.URI_NOT_ALLOWED);
    }
}
