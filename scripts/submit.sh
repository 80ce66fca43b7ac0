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
                                 continue an interrupted or stopped run from its latest checkpoint
  collect  [--dry-run]           take away content that no document points to any more

Options (docs/configuration.md has all of them):
  --config FILE                  settings from a YAML file; the command line wins
  --target local|cluster         a Flink in this JVM (default), or 'flink run' of $FLINK_HOME
  --output text|json             json: one object on standard output and nothing else
  --postgres.url URL             your own PostgreSQL; without it an embedded one under .anicut/
  --embed.model NAME|DIR|none    a bundled model, your own ONNX model, or load now and embed later
  --run.mode streaming|batch     Flink's runtime mode

Exit codes: 0 done, 1 the job failed, 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

case "${1:-}" in
  -h | --help | help) usage; exit 0 ;;
  "") usage >&2; exit 2 ;;
  backfill) main=dev.anicut.jobs.BackfillJob ;;
  ingest) main=dev.anicut.jobs.IngestJob ;;
  redrive) main=dev.anicut.jobs.RedriveJob ;;
  collect) main=dev.anicut.jobs.CollectJob ;;
  *) echo "anicut: unknown command '$1': backfill, ingest, redrive or collect" >&2; exit 2 ;;
esac
shift

target=local
previous=
for argument in "$@"; do
  case "$argument" in -h | --help) usage; exit 0 ;; esac
  [[ "$previous" == --target ]] && target="$argument"
  [[ "$argument" == --target=* ]] && target="${argument#--target=}"
  previous="$argument"
done

anicut_build
if [[ "$target" == cluster && "$main" != dev.anicut.jobs.CollectJob ]]; then
  if [[ -z "${FLINK_HOME:-}" || ! -x "$FLINK_HOME/bin/flink" ]]; then
    echo "anicut: --target cluster needs FLINK_HOME: the folder of a Flink distribution with bin/flink" >&2
    exit 2
  fi
  exec "$FLINK_HOME/bin/flink" run -c "$main" "$anicut_root/jobs/target/anicut-jobs-cluster.jar" "$@"
fi
anicut_main "$main" "$@"
