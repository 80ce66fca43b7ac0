package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.IngestPipeline;
import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.jobs.source.FileDocumentSource;
import dev.anicut.jobs.source.FileInputs;
import dev.anicut.jobs.source.InputSurvey;
import dev.anicut.jobs.source.SourceConfig;
import dev.anicut.model.Ledger;
import dev.anicut.model.RawRecord;
import dev.anicut.operators.embed.EmbeddingModel;
import dev.anicut.sinks.postgres.IndexConfig;
import dev.anicut.sinks.postgres.Run;
import dev.anicut.sinks.postgres.Runs;
import dev.anicut.sinks.postgres.VectorIndex;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One backfill from its arguments to its summary: check everything, start what is needed, run, watch, tell. */
public final class Backfill implements Command {
    private static final String JOB = "backfill";

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Phases phases = new Phases();

    public Backfill(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        Settings settings = Settings.parse(arguments, Options.BACKFILL, environment);
        RunConfig run = RunConfig.from(settings.configuration());
        try (EmbeddingModel model = run.resume() == null ? check(settings) : null) {
            phases.done(model == null ? "settings" : "settings and model");
            run(settings, run);
        }
    }

    private void run(Settings settings, RunConfig run) throws Exception {
        try (Database database = Database.open(run, settings.configuration());
                Runs runs = new Runs(database.config())) {
            phases.done("PostgreSQL");
            Optional<Run> interrupted = Resume.find(run, runs, JOB);
            if (interrupted.isEmpty()) {
                execute(settings, run, database, runs, interrupted);
                return;
            }
            Settings resumed = Resume.settings(interrupted.get(), settings, environment);
            try (EmbeddingModel model = check(resumed)) {
                phases.done(model == null ? "settings" : "settings and model");
                execute(resumed, RunConfig.from(resumed.configuration()), database, runs, interrupted);
            }
        }
    }

    /**
     * Everything that can be known to be wrong before a job starts is found here.
     *
     * @return the loaded model, which a local run shares as long as it is open; null where nothing is embedded
     */
    private static EmbeddingModel check(Settings settings) {
        PipelineConfig config = PipelineConfig.from(settings.configuration(), "check", 1, 1);
        FileInputs.survey(SourceConfig.from(settings.configuration()));
        IndexConfig.from(settings.configuration());
        if (config.embed().isNone()) {
            return null;
        }
        config.chunk().check(config.embed());
        return EmbeddingModel.open(config.embed());
    }

    private void execute(Settings settings, RunConfig run, Database database, Runs runs, Optional<Run> interrupted)
            throws Exception {
        Console console = new Console(run.isJson());
        SourceConfig source = SourceConfig.from(settings.configuration());
        InputSurvey inputs = FileInputs.survey(source);
        Instant started = interrupted.map(Run::startedAt).orElseGet(Instant::now);
        String runId = interrupted.map(Run::runId).orElseGet(() -> RunId.of(JOB, started));
        FlinkEnvironment flink = new FlinkEnvironment(run);
        if (interrupted.isPresent() && !run.isLocal()) {
            ClusterJobs.refuseIfRunning(flink.cluster(), runId);
        }
        String checkpointRoot = checkpointRoot(run, flink);
        Checkpoints checkpoints = checkpointRoot == null ? null : new Checkpoints(checkpointRoot, runId);
        if (checkpoints != null && run.mode() == RunOptions.Mode.STREAMING) {
            prepareCheckpoints(run, flink, checkpoints, interrupted.isPresent(), console);
        }
        if (interrupted.isEmpty()) {
            runs.begin(runId, JOB, source.path(), started, new ObjectMapper().writeValueAsString(settings.shown()));
        }

        StreamExecutionEnvironment flinkEnvironment = flink.create(settings.flink());
        PipelineConfig config = PipelineConfig.from(
                settings.configuration(), runId, flinkEnvironment.getParallelism(), RunConfig.MAX_PARALLELISM);
        DataStream<RawRecord> records = flinkEnvironment
                .fromSource(
                        new FileDocumentSource(source, started.toEpochMilli()),
                        WatermarkStrategy.noWatermarks(),
                        "read-files",
                        TypeInformation.of(RawRecord.class))
                .uid("read-files");
        new IngestPipeline(config, database.storage(config)).build(records);
        flinkEnvironment
                .getConfig()
                .setGlobalJobParameters(new ShownSettings(
                        settings.shown(),
                        runId,
                        checkpoints == null ? null : checkpoints.directory().toString()));
        phases.done("graph");

        console.say(String.format(
                Locale.ROOT,
                "run %s%s: %,d files, %,.1f MB in %s",
                runId,
                interrupted.isPresent() ? ", resumed" : "",
                inputs.files(),
                inputs.bytes() / 1e6,
                source.path()));
        JobClient job = FlinkEnvironment.submit(flinkEnvironment, "anicut " + JOB + " " + runId);
        phases.done("Flink");
        console.say("dashboard " + flink.dashboard(job.getJobID()));
        if (run.detached()) {
            console.submitted(runId, job.getJobID().toString(), flink.dashboard(job.getJobID()));
            return;
        }
        Ledger ledger = new Watch(job, runs, runId, inputs.bytes(), console, phases).untilDone();
        if (checkpoints != null && run.mode() == RunOptions.Mode.STREAMING) {
            checkpoints.delete();
        }
        double seconds = (System.currentTimeMillis() - started.toEpochMilli()) / 1000.0;
        if (!config.embed().isNone()) {
            index(settings, database, config.model(), console);
        }
        console.finish(new RunSummary(ledger, seconds), phases);
    }

    /** An index is built behind a bulk load, not during it. The run is done, whatever becomes of the index. */
    private void index(Settings settings, Database database, String model, Console console) {
        IndexConfig indexConfig = IndexConfig.from(settings.configuration());
        try (VectorIndex index = new VectorIndex(database.config(), indexConfig)) {
            if (index.isDue(model)) {
                console.say("building the index over vectors; until it stands, search is exact");
                index.build(model);
                phases.done("index");
            }
        } catch (SQLException e) {
            console.say("the index over vectors was not built, and scripts/submit.sh index may be tried: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** Null where a cluster has no setting of its own: then its checkpoints, if any, cannot be found again. */
    private static String checkpointRoot(RunConfig run, FlinkEnvironment flink) {
        if (run.checkpointDir() != null) {
            return run.checkpointDir();
        }
        return run.isLocal()
                ? run.home().resolve("checkpoints").toUri().toString()
                : flink.checkpointRoot().orElse(null);
    }

    private static void prepareCheckpoints(
            RunConfig run, FlinkEnvironment flink, Checkpoints checkpoints, boolean resumed, Console console)
            throws IOException {
        checkpoints.prepare(RunOptions.CHECKPOINT_DIR.key());
        flink.checkpointTo(checkpoints.directory());
        if (resumed) {
            Optional<Path> start = run.savepoint() == null
                    ? checkpoints.latest()
                    : Optional.of(Checkpoints.given(RunOptions.SAVEPOINT.key(), run.savepoint()));
            start.ifPresent(flink::resumeFrom);
            console.say(start.map(path -> "continuing from " + path.getName())
                    .orElse("no checkpoint was complete: starting from the beginning, what is stored is kept"));
        }
    }
}
