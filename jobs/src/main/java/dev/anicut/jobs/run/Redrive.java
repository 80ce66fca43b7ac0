package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.IngestPipeline;
import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.kafka.TopicRereader;
import dev.anicut.jobs.redrive.RedriveSource;
import dev.anicut.jobs.redrive.RedriveSourceConfig;
import dev.anicut.jobs.settings.OptionCatalog;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.jobs.source.SourceConfig;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Ledger;
import dev.anicut.model.RawRecord;
import dev.anicut.operators.embed.EmbeddingModel;
import dev.anicut.operators.enrich.EndpointCheck;
import dev.anicut.operators.enrich.EnrichConfig;
import dev.anicut.operators.enrich.EnrichOptions;
import dev.anicut.operators.ledger.InputSize;
import dev.anicut.operators.parse.FieldOptions;
import dev.anicut.sinks.kafka.KafkaOptions;
import dev.anicut.sinks.postgres.LetterSurvey;
import dev.anicut.sinks.postgres.Letters;
import dev.anicut.sinks.postgres.RedriveConfig;
import dev.anicut.sinks.postgres.Redrives;
import dev.anicut.sinks.postgres.Run;
import dev.anicut.sinks.postgres.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One redrive from its arguments to its summary: takes open dead letters, sends their records down the road as a run of
 * its own, and resolves those that did not fail again.
 */
public final class Redrive implements Command {
    private static final String JOB = "redrive";
    private static final OptionCatalog OPTIONS = Options.of(JOB);

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Phases phases = new Phases();

    public Redrive(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        Settings given = Settings.parse(arguments, OPTIONS, environment);
        RunConfig asked = RunConfig.from(given.configuration());
        boolean dryRun = given.configuration().get(CommandOptions.DRY_RUN);
        if (asked.detached() && !dryRun) {
            throw InvalidSettingException.unusable(
                    RunOptions.DETACHED.key(),
                    "true",
                    "is not for redrive: at its end the command resolves dead letters");
        }
        RunConfig run = dryRun ? asked.withoutJob() : asked;
        FlinkEnvironment.prepare(run, given.flink());
        check(given.configuration());
        phases.done("settings");
        try (Database database = Database.open(run, given.configuration());
                Runs runs = new Runs(database.config())) {
            phases.done("PostgreSQL");
            Optional<Run> interrupted =
                    run.resume() == null ? Optional.empty() : Optional.of(Resume.find(run, runs, JOB));
            Settings settings =
                    interrupted.isEmpty() ? given : Resume.settings(interrupted.get(), given, OPTIONS, environment);
            interrupted.ifPresent(before ->
                    Resume.requireIndex(before, PipelineConfig.from(settings.configuration(), before.runId())));
            new Attempt(settings, database, runs, interrupted).run();
        }
    }

    /** What can be known to be wrong before the database is asked. */
    private static void check(Configuration configuration) {
        RedriveConfig.from(
                configuration, Instant.now(), !EnrichConfig.from(configuration).isNone());
        SourceConfig.withoutPath(configuration);
        PipelineConfig.from(configuration, "check");
    }

    /** The redrive once its database is open. */
    private final class Attempt {
        private final Settings settings;
        private final Configuration configuration;
        private final RunConfig run;
        private final RedriveConfig config;
        private final Console console;
        private final Database database;
        private final Runs runs;
        private final Redrives redrives;
        private final Optional<Run> interrupted;

        Attempt(Settings settings, Database database, Runs runs, Optional<Run> interrupted) {
            this.settings = settings;
            this.configuration = new Configuration(settings.configuration());
            if (configuration.getOptional(EnrichOptions.RETRY_FAILED).isEmpty()) {
                // what it is for
                configuration.set(EnrichOptions.RETRY_FAILED, true);
            }
            this.run = RunConfig.from(configuration);
            this.config = RedriveConfig.from(
                    configuration,
                    Instant.now(),
                    !EnrichConfig.from(configuration).isNone());
            this.console = new Console(run.isJson());
            this.database = database;
            this.runs = runs;
            this.redrives = new Redrives(runs);
            this.interrupted = interrupted;
        }

        void run() throws Exception {
            LetterSurvey survey = redrives.survey(config);
            RedriveSummary summary = new RedriveSummary(survey, config.maxAttempts());
            if (configuration.get(CommandOptions.DRY_RUN)) {
                System.out.println(summary.list(run.isJson()));
                return;
            }
            if (!redrives.tryLock()) {
                throw new InvalidSettingException(
                        "another redrive is at work on this database: wait until it has ended");
            }
            if (interrupted.isEmpty() && survey.letters() == 0) {
                System.out.println(summary.nothing(run.isJson()));
                return;
            }
            TopicRereader.Config topics = topics(survey);
            Optional<Events> events = Events.of(configuration);
            try (EmbeddingModel model = model()) {
                phases.done(model == null ? "dead letters" : "dead letters and model");
                execute(topics, events, summary);
            }
        }

        private TopicRereader.Config topics(LetterSurvey survey) {
            if (configuration.getOptional(KafkaOptions.BOOTSTRAP).isPresent()) {
                return TopicRereader.Config.from(configuration);
            }
            if (survey.topics().isEmpty()) {
                return null;
            }
            throw new InvalidSettingException(
                    KafkaOptions.BOOTSTRAP.key(),
                    null,
                    "the brokers as host:port: records of " + String.join(", ", survey.topics())
                            + " have to be read again");
        }

        /** The loaded model, which a local run shares as long as it is open; null where nothing is embedded. */
        private EmbeddingModel model() {
            PipelineConfig pipeline = PipelineConfig.from(configuration, "check");
            EndpointCheck.check(pipeline.enrich());
            if (pipeline.embed().isNone()) {
                return null;
            }
            pipeline.chunk().check(pipeline.embed());
            return EmbeddingModel.open(pipeline.embed());
        }

        private void execute(TopicRereader.Config topics, Optional<Events> events, RedriveSummary summary)
                throws Exception {
            Instant started = interrupted.map(Run::startedAt).orElseGet(Instant::now);
            String runId = interrupted.map(Run::runId).orElseGet(() -> RunId.of(JOB, started));
            FlinkEnvironment flink = new FlinkEnvironment(run);
            if (interrupted.isPresent() && !run.isLocal()) {
                ClusterJobs.refuseIfRunning(flink.cluster(), runId);
            }
            Checkpoints checkpoints = RunCheckpoints.of(run, flink, runId);
            RunCheckpoints.prepare(run, flink, checkpoints, interrupted.isPresent(), console);
            if (interrupted.isEmpty()) {
                runs.begin(
                        runId,
                        JOB,
                        "dead letters",
                        started,
                        PipelineConfig.from(configuration, runId).index(),
                        new ObjectMapper().writeValueAsString(settings.shown()));
                redrives.take(runId, config, isVersioned());
            } else {
                runs.resumed(runId);
            }
            Redrives.Taken taken = redrives.taken(runId);

            StreamExecutionEnvironment flinkEnvironment = flink.create(settings.flink());
            IngestPipeline.Ends ends = build(flinkEnvironment, runId, taken.places(), topics);
            flinkEnvironment.getConfig().setGlobalJobParameters(ShownSettings.of(settings, runId, checkpoints));
            events.ifPresent(told -> told.attach(ends, runId));
            phases.done("graph");
            console.say("run " + runId + (interrupted.isPresent() ? ", resumed: " : ": ") + summary.sentence());
            String goOn = run.isLocal() ? JOB + " --run.resume" : "resume " + runId;
            try (StopSignal stop = run.isLocal() ? StopSignal.listen() : StopSignal.none();
                    InterruptNotice notice = run.isLocal() ? null : new InterruptNotice(console)) {
                JobClient job = FlinkEnvironment.submit(flinkEnvironment, "anicut " + JOB + " " + runId);
                phases.done("Flink");
                console.say("dashboard " + flink.dashboard(job.getJobID()));
                Watch.End end;
                Watch watch;
                try (ObservedJob observed = flink.observe(job.getJobID())) {
                    watch = new Watch(job, observed, runs, runId, console, phases, run.stopTimeout());
                    end = watch.untilDone(
                            Progress.of(run.mode(), (ledger, now) -> "", observed),
                            stop,
                            checkpoints == null || run.mode() == RunOptions.Mode.BATCH
                                    ? null
                                    : checkpoints.directory());
                }
                if (end != Watch.End.DONE) {
                    runs.stopped(runId);
                    throw new StoppedException(goOn);
                }
                Ledger ledger = JobRun.finished(runs, watch.ledger());
                Redrives.Resolved resolved = redrives.resolve(runId);
                if (checkpoints != null && run.mode() == RunOptions.Mode.STREAMING) {
                    checkpoints.delete();
                }
                double seconds = (System.currentTimeMillis() - started.toEpochMilli()) / 1000.0;
                EnrichmentSummary enrichment =
                        EnrichmentSummary.of(EnrichConfig.from(configuration), ledger, runs.costs(runId));
                RunLetters letters = new RunLetters(new Letters(runs).ofRun(runId), ledger);
                tell(summary, new RunSummary(ledger, enrichment, letters, seconds, false), taken, resolved);
            } catch (StoppedException e) {
                throw e;
            } catch (Exception e) {
                throw FullDisk.explain(run.isLocal() ? checkpoints.local(run.home()) : List.of(), goOn, e);
            }
        }

        private boolean isVersioned() {
            return configuration.getOptional(FieldOptions.VERSION).isPresent();
        }

        private IngestPipeline.Ends build(
                StreamExecutionEnvironment flink, String runId, long places, TopicRereader.Config topics) {
            PipelineConfig pipeline = PipelineConfig.from(configuration, runId);
            RedriveSourceConfig source = new RedriveSourceConfig(
                    database.config(), runId, isVersioned(), SourceConfig.withoutPath(configuration), topics);
            DataStream<RawRecord> records = flink.fromSource(
                            new RedriveSource(source, places),
                            WatermarkStrategy.noWatermarks(),
                            "read-dead-letters",
                            TypeInformation.of(RawRecord.class))
                    .uid("read-dead-letters");
            return new IngestPipeline(pipeline, database.storage(pipeline)).build(records, InputSize.ofRecords(places));
        }

        private void tell(RedriveSummary summary, RunSummary ended, Redrives.Taken taken, Redrives.Resolved resolved) {
            console.say("phases: " + phases);
            if (run.isJson()) {
                System.out.println(summary.json(ended, taken, resolved));
            } else {
                System.out.print(summary.text(ended, taken, resolved));
            }
            System.out.flush();
        }
    }
}
