package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.model.Ledger;
import java.sql.ResultSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** What becomes of a job whose server goes away under it; the server is its own, because it is ended. */
class OutageITCase {
    private static EmbeddedPostgres server;

    @AfterEach
    void stop() {
        server.close();
    }

    /** Ends the server and its backends before the second ledger; what is done then is on its way to an open connection. */
    private static final class Outage implements MapFunction<Ledger, Ledger> {
        private static final long serialVersionUID = 1L;
        private final boolean comesBack;

        private Outage(boolean comesBack) {
            this.comesBack = comesBack;
        }

        @Override
        public Ledger map(Ledger ledger) {
            if (ledger.runId().equals("r2")) {
                server.stopServer();
                if (comesBack) {
                    CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                            .execute(server::restart);
                }
            }
            return ledger;
        }
    }

    private static void write(boolean comesBack, int maxRetries) throws Exception {
        server = EmbeddedPostgres.temporary();
        Configuration options = new Configuration();
        options.setString("postgres.url", server.jdbcUrl());
        options.setString("postgres.user", server.user());
        options.setString("postgres.password", server.password());
        options.setString("postgres.max-retries", Integer.toString(maxRetries));
        options.setString("postgres.max-backoff", "500 ms");
        PostgresConfig config = PostgresConfig.from(options);
        Migrations.run(config);
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        try (StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, flink)) {
            environment
                    .fromData(
                            List.of(Ledger.empty("r1"), Ledger.empty("r2"), Ledger.empty("r3")),
                            TypeInformation.of(Ledger.class))
                    .map(new Outage(comesBack))
                    .returns(Ledger.class)
                    .sinkTo(RunSink.create(config));
            environment.execute();
        }
    }

    @Test
    void aTerminalSinkWaitsForAServerThatComesBack() throws Exception {
        write(true, 60);

        try (var connection = server.connect();
                ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM anicut.runs")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(3);
        }
    }

    @Test
    void aServerThatStaysAwayFailsTheJobAndNotItsTaskManager() {
        Throwable failure = catchThrowable(() -> write(false, 1));

        assertThat(failure).hasRootCauseInstanceOf(java.net.ConnectException.class);
        assertThat(failure).hasStackTraceContaining(PSQLException.class.getName());
    }
}
