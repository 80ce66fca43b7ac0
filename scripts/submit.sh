#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/submit.sh COMMAND [--key value]...

Commands:
  backfill --source.path PATH    take in documents in bulk: a folder, a file, several, or a glob
  ingest --kafka.bootstrap HOST:PORT --kafka.topic TOPIC
                                 take in documents from topics until stopped by Ctrl-C; with --source.path the files
                                 first; with --kafka.bounded true up to the topics' present end
  redrive [--redrive.stage …] [--redrive.reason …] [--redrive.since …] [--dry-run]
                                 send open dead letters round again; --dry-run lists them
  backfill|ingest|redrive --run.resume [RUN]
                                 continue an interrupted or stopped run from its latest savepoint or checkpoint
  letters  [--redrive.stage …] [--redrive.reason …] [--redrive.since …] [--limit N]
                                 list open dead letters one by one, the newest first
  collect  [--dry-run]           take away content that no document points to any more
  index    [--drop]              build the index over vectors after a bulk load, where the server has pgvector
  migrate                        make the schema anicut or bring it up to date, and grant the roles of scripts/roles.sql
                                 what they need; other commands do so by themselves where their role may

On a cluster (that of scripts/stack.sh up flink, or of $FLINK_HOME):
  backfill|ingest|redrive ... --target cluster
                                 submit by Flink's command line and follow the run; an interrupt leaves it running
  list                           the runs that the cluster knows
  status   [RUN]                 one of them; the only one running needs no name
  stop     [RUN]                 end it behind a savepoint
  cancel   [RUN]                 end it at once; its latest checkpoint is kept
  resume   [RUN] [--key value]   continue a stopped, cancelled or failed one, for example with --run.parallelism 4;
                                 without RUN the latest backfill

Options (docs/configuration.md has all of them):
  --config FILE                  settings from a YAML file, one for all commands; the command line wins
  --target local|cluster         a Flink in this JVM (default), or a cluster; not read from FILE
  --detached                     cluster: do not wait for the run; not for redrive
  --output text|json             json: one object on standard output and nothing else; of letters an array
  --postgres.url URL             your own PostgreSQL; without it that of scripts/stack.sh up postgres while it is up,
                                 else, for local runs, an embedded one under .anicut/
  --embed.model NAME|DIR|none    a bundled model, your own ONNX model, or load now and embed later
  --run.mode streaming|batch     Flink's runtime mode

Exit codes: 0 done, 1 the job failed, 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

command="${1:-}"
case "$command" in
  -h | --help | help) usage; exit 0 ;;
  "") usage >&2; exit 2 ;;
  backfill) main=dev.anicut.jobs.BackfillJob ;;
  ingest) main=dev.anicut.jobs.IngestJob ;;
  redrive) main=dev.anicut.jobs.RedriveJob ;;
  letters) main=dev.anicut.jobs.LettersJob ;;
  collect) main=dev.anicut.jobs.CollectJob ;;
  index) main=dev.anicut.jobs.IndexJob ;;
  migrate) main=dev.anicut.jobs.MigrateJob ;;
  list | status | stop | cancel) main=dev.anicut.jobs.ClusterCommand ;;
  resume)
    # the id of a run begins with its command
    case "${2:-}" in
      ingest-*) main=dev.anicut.jobs.IngestJob ;;
      redrive-*) main=dev.anicut.jobs.RedriveJob ;;
      *) main=dev.anicut.jobs.BackfillJob ;;
    esac
    ;;
  *)
    echo "anicut: unknown command '$command': backfill, ingest, redrive, letters, collect, index, migrate, list, status, stop," \
      "cancel or resume$([[ "$command" == search ]] && echo "; questions go to scripts/search.sh" || true)" >&2
    exit 2
    ;;
esac
shift

for argument in "$@"; do
  case "$argument" in -h | --help) usage; exit 0 ;; esac
done

if [[ "$command" == resume ]]; then
  run=latest
  if [[ $# -gt 0 && "$1" != --* ]]; then
    run="$1"
    shift
  fi
  set -- --run.resume "$run" "$@"
  [[ " $* " == *" --target"[\ =]* ]] || set -- --target cluster "$@"
fi

target=local
dry_run=false
previous=
for argument in "$@"; do
  [[ "$previous" == --target ]] && target="$argument"
  [[ "$argument" == --target=* ]] && target="${argument#--target=}"
  [[ "$argument" == --dry-run ]] && dry_run=true
  [[ "$previous" == --dry-run && "$argument" != --* ]] && dry_run="$argument"
  [[ "$argument" == --dry-run=* ]] && dry_run="${argument#--dry-run=}"
  previous="$argument"
done

anicut_build
if [[ "$main" == dev.anicut.jobs.ClusterCommand ]]; then
  # without a cluster of a folder, the options name one
  if flink="$(anicut_flink 2>/dev/null)"; then
    export FLINK_CONF_DIR="${FLINK_CONF_DIR:-$(dirname "$flink")/../conf}"
  fi
  anicut_main "$main" "$command" "$@"
elif [[ "$target" == cluster && "$dry_run" == false && " letters collect index migrate " != *" $command "* ]]; then
  flink="$(anicut_flink)" || exit 2
  anicut_locale
  exec "$flink" run -c "$main" "$anicut_root/jobs/target/anicut-jobs-cluster.jar" "$@"
fi
anicut_main "$main" "$@"
