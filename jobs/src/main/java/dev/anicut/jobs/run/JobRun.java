package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.IngestPipeline;
import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.settings.OptionCatalog;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.sinks.postgres.Letters;
import dev.anicut.sinks.postgres.Run;
import dev.anicut.sinks.postgres.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One run of a job from its arguments to its summary: check everything, start what is needed, run, watch, tell. */
final class JobRun {
    private final String job;
    private final OptionCatalog options;
    private final JobInput.Finder inputs;
    private final Map<String, String> environment;
    private final Phases phases = new Phases();

    /**
     * @param job the command's name, which is also the job's in {@code runs}
     * @param options what the command takes
     * @param inputs finds what it reads
     */
    JobRun(String job, OptionCatalog options, JobInput.Finder inputs, Map<String, String> environment) {
        this.job = job;
        this.options = options;
        this.inputs = inputs;
        this.environment = environment;
    }

    void run(List<String> arguments) throws Exception {
        Settings settings = Settings.parse(arguments, options, environment);
        RunConfig run = RunConfig.from(settings.configuration());
        FlinkEnvironment.prepare(run, settings.flink());
        if (run.resume() == null) {
            try (CheckedJob checked = check(settings, false);
                    Database database = open(run, settings);
                    Runs runs = new Runs(database.config())) {
                execute(checked, run, database, runs, Optional.empty());
            }
            return;
        }
        try (Database database = open(run, settings);
                Runs runs = new Runs(database.config())) {
            Run interrupted = Resume.find(run, runs, job);
            Settings resumed = Resume.settings(interrupted, settings, options, environment);
            RunConfig config = RunConfig.from(resumed.configuration());
            // before a model is loaded
            requireNobodyElse(config, runs, interrupted.runId());
            Resume.requireIndex(interrupted, PipelineConfig.from(resumed.configuration(), interrupted.runId()));
            try (CheckedJob checked = check(resumed, true)) {
                execute(checked, config, database, runs, Optional.of(interrupted));
            }
        }
    }

    /** Keeps others from a local run; one on a cluster outlives this process, which only looks for who is at it. */
    private static void requireNobodyElse(RunConfig run, Runs runs, String runId) throws Exception {
        if (run.isLocal() ? !runs.tryLock(runId) : runs.isLocked(runId)) {
            throw InvalidSettingException.unusable(
                    RunOptions.RESUME.key(),
                    runId,
                    "is at work in another process: only an interrupted run is continued");
        }
    }

    private CheckedJob check(Settings settings, boolean resumed) throws InterruptedException {
        CheckedJob checked = CheckedJob.of(settings, options, environment, inputs, resumed);
        phases.done(checked.model() == null ? "settings" : "settings and model");
        return checked;
    }

    private Database open(RunConfig run, Settings settings) {
        Database database = Database.open(run, settings.configuration());
        phases.done("PostgreSQL");
        return database;
    }

    private void execute(CheckedJob checked, RunConfig run, Database database, Runs runs, Optional<Run> interrupted)
            throws Exception {
        Console console = new Console(run.isJson());
        Settings settings = checked.settings();
        JobInput input = checked.input();
        Instant started = interrupted.map(Run::startedAt).orElseGet(Instant::now);
        String runId = interrupted.map(Run::runId).orElseGet(() -> RunId.of(job, started));
        FlinkEnvironment flink = new FlinkEnvironment(run);
        if (interrupted.isEmpty()) {
            requireNobodyElse(run, runs, runId);
        } else if (!run.isLocal()) {
            ClusterJobs.refuseIfRunning(flink.cluster(), runId);
        }
        Checkpoints checkpoints = RunCheckpoints.of(run, flink, runId);
        RunCheckpoints.prepare(run, flink, checkpoints, interrupted.isPresent(), console);
        PipelineConfig config = PipelineConfig.from(settings.configuration(), runId);
        if (interrupted.isEmpty()) {
            runs.begin(
                    runId,
                    job,
                    input.source(),
                    started,
                    config.index(),
                    new ObjectMapper().writeValueAsString(settings.shown()));
        } else {
            runs.resumed(runId);
        }

        StreamExecutionEnvironment flinkEnvironment = flink.create(settings.flink());
        IngestPipeline.Ends ends = new IngestPipeline(config, database.storage(config))
                .build(input.read(flinkEnvironment, started), input.size());
        checked.events().ifPresent(events -> events.attach(ends, runId));
        flinkEnvironment.getConfig().setGlobalJobParameters(ShownSettings.of(settings, runId, checkpoints));
        phases.done("graph");

        console.say("run " + runId + (interrupted.isPresent() ? ", resumed: " : ": ") + input.description());
        String goOn = run.isLocal() ? job + " --run.resume" : "resume " + runId;
        boolean stoppable = run.isLocal();
        try (StopSignal stop = stoppable ? StopSignal.listen() : StopSignal.none();
                InterruptNotice notice = stoppable ? null : new InterruptNotice(console)) {
            JobClient client = FlinkEnvironment.submit(flinkEnvironment, "anicut " + job + " " + runId);
            phases.done("Flink");
            String dashboard = flink.dashboard(client.getJobID());
            console.say("dashboard " + dashboard);
            if (run.detached()) {
                console.submitted(runId, client.getJobID().toString(), dashboard);
                return;
            }
            if (input.isEndless()) {
                console.say("running until it is stopped: "
                        + (stoppable
                                ? "Ctrl-C, or kill " + ProcessHandle.current().pid()
                                : "scripts/submit.sh stop " + runId));
            }
            Watch.End end;
            Watch watch;
            try (ObservedJob observed = flink.observe(client.getJobID())) {
                watch = new Watch(client, observed, runs, runId, console, phases, run.stopTimeout());
                end = watch.untilDone(
                        Progress.of(run.mode(), input.outlook(), observed),
                        stop,
                        checkpoints == null || run.mode() == RunOptions.Mode.BATCH ? null : checkpoints.directory());
            }
            Ledger ledger = end == Watch.End.DONE ? finished(runs, watch.ledger()) : watch.ledger();
            if (end != Watch.End.DONE) {
                runs.stopped(runId);
            } else if (checkpoints != null && run.mode() == RunOptions.Mode.STREAMING) {
                checkpoints.delete();
            }
            double seconds = (System.currentTimeMillis() - started.toEpochMilli()) / 1000.0;
            EnrichmentSummary enrichment = EnrichmentSummary.of(config.enrich(), ledger, runs.costs(runId));
            if (end == Watch.End.DONE && !config.embed().isNone()) {
                IndexVectors.afterALoad(settings, database.config(), config.model(), console, phases);
            }
            console.finish(
                    new RunSummary(
                            ledger,
                            enrichment,
                            new RunLetters(new Letters(runs).ofRun(runId), ledger),
                            seconds,
                            end != Watch.End.DONE),
                    phases,
                    goOn,
                    DatabaseArguments.of(settings));
            if (end != Watch.End.DONE && !input.isEndless()) {
                throw new StoppedException(goOn);
            }
        } catch (StoppedException e) {
            throw e;
        } catch (Exception e) {
            throw FullDisk.explain(run.isLocal() ? checkpoints.local(run.home()) : List.of(), goOn, e);
        }
    }

    /** The last totals of a run that came to its end: they add up, and say that they are the last. */
    static Ledger finished(Runs runs, Ledger ledger) throws Exception {
        if (!ledger.finished() && ledger.inFlight() == 0) {
            // it was stopped when nothing was left to read, so that its ledger had ended before
            runs.finished(ledger.runId());
            return ledger.asFinished();
        }
        if (ledger.inFlight() != 0) {
            throw new IllegalStateException("the run ended and its ledger did not: " + ledger.inFlight() + " of "
                    + ledger.get(LedgerEntry.READ) + " records have no outcome");
        }
        return ledger;
    }
}
