#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/bench.sh embed|sink|load [--output text|json] [--rounds N] [--key value]...

Measures on this machine, in turns within one run, with a durable PostgreSQL of its own (fsync on):
  embed   the whole pipeline's embedded texts/s beside raw ONNX Runtime and LangChain4j's embedAll
  sink    chunks with vectors through the pipeline's writer beside binary COPY into the same tables
  load    generated documents without embedding: documents/s and peak memory of the job's process

Options:
  --output text|json   json: one object on standard output and nothing else
  --rounds N           turns of each contestant; results are medians (5; load: 1)
  --texts N            embed: distinct texts (3000)
  --chunks N           sink: chunks (50000)
  --documents N,...    load: sizes (10000,100000,1000000)
  --work DIR           where databases and generated files go for the time of the run (the system's temporary folder)
  --stage.key value    embed, load: a setting of the pipeline, see docs/configuration.md

Exit codes: 0 done, 1 failed, 2 usage. A missed target is no failure: the report names it.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

for argument in "$@"; do
  case "$argument" in -h | --help) usage; exit 0 ;; esac
done
case "${1:-}" in
  embed | sink | load) ;;
  "") usage >&2; exit 2 ;;
  *) echo "anicut: unknown benchmark '$1': embed, sink or load" >&2; exit 2 ;;
esac

java="$(anicut_java)"
anicut_make benchmarks package "the benchmarks, which takes a minute or two the first time" \
  pom.xml model embedded-postgres operators sinks jobs datasets benchmarks
exec "$java" \
  "@$anicut_root/scripts/jvm.options" -Xmx2g -Danicut.log.file="$anicut_root/benchmarks/target/bench.log" \
  -cp "$anicut_root/benchmarks/target/anicut-benchmarks.jar:$anicut_root/benchmarks/target/lib/*" \
  dev.anicut.benchmarks.Bench "$@"
