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
  --postgres.url URL    your own PostgreSQL; without it the embedded one under .anicut/
  --embed.model NAME    the model the documents were embedded with

Exit codes: 0 done, 1 failed, 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "") usage >&2; exit 2 ;;
esac
anicut_build
anicut_main dev.anicut.jobs.SearchCommand "$@"
