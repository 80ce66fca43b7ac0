#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/generate.sh --output DIR [--option value]...

Makes a large data set of plausible documents as gzip JSON Lines in shards
(DIR/documents-00000.jsonl.gz ...) with the fields id, title, text, uri, metadata.
The same seed and options give the same bytes, whatever the number of threads.

  --output DIR               where the shards go; new or empty (required)
  --documents N              records in all (default 10000)
  --shards S                 files they are spread over (default 8)
  --seed X                   another seed gives another data set (default 1)
  --words N                  mean number of words of a document (default 150, about 1 kB)
  --duplicates SHARE         exact texts of earlier documents under new ids (default 0.10)
  --repeated-paragraphs SHARE  of the paragraphs behind a document's first, those that
                             come from a pool of a hundred (default 0.20)
  --repeats SHARE            exact repeats of earlier records (default 0)
  --changed SHARE            later versions of earlier ids (default 0)
  --invalid SHARE            records that cannot be parsed (default 0)
  --threads N                shards written at once (default: one for each core)
  --force                    replace the shards that are in DIR
  -h, --help                 this text

Standard output gets one JSON object: what was made, and under "ledger" what a backfill of
it into an empty database must count. Progress goes to standard error.
Exit codes: 0 done, 1 failed, 2 usage.

Example: ten lakh documents
  scripts/generate.sh --documents 1000000 --output /tmp/documents
USAGE
}

for argument in "$@"; do
  case "$argument" in
    -h | --help)
      usage
      exit 0
      ;;
  esac
done

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
java="$(anicut_java)"
anicut_make datasets package "the generator, once" pom.xml model datasets

exec "$java" -cp "$anicut_root/datasets/target/*:$anicut_root/datasets/target/lib/*" dev.anicut.datasets.GenerateDocuments "$@"
