#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/search.sh "words" [--limit N] [--output text|json] [--key value]...
       scripts/search.sh --queries FILE [--limit N]

Embeds the question with the model of the documents and prints the nearest passages. With --queries, FILE holds one
question a line (id TAB words), and each answer is a line of JSON with query_id and hits.

Options:
  --limit N             passages to show, 10 by default
  --output text|json    json: an array of objects with rank, score, document_id, ordinal, title, text
  --config FILE         settings from a YAML file, the one of scripts/submit.sh; the command line wins
  --postgres.url URL    your own PostgreSQL; without it that of scripts/stack.sh up postgres while it is up, else the
                        embedded one under .anicut/
  --embed.model NAME    the model the documents were embedded with

Exit codes: 0 done, 1 failed, 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

for argument in "$@"; do
  case "$argument" in -h | --help) usage; exit 0 ;; esac
done
[[ -n "${1:-}" ]] || { usage >&2; exit 2; }
anicut_build
anicut_main dev.anicut.jobs.SearchCommand "$@"
