#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/drill.sh DRILL [--documents N] [--key value]...

Breaks a running backfill on a real cluster and checks that it ends as if nothing had happened: a cluster and a
PostgreSQL of its own, generated documents, one undisturbed run, one disturbed, each into an empty database; then the rows
of both and the ledgers are compared, and the time is printed from the blow until every task ran again.

Drills:
  kill-taskmanager   kill -9 of one TaskManager; another takes its place after five seconds
  hang-taskmanager   SIGSTOP of one TaskManager, past the heartbeat's timeout, then SIGCONT
  stop-postgres      PostgreSQL is away for 30 s
  stop-resume        stop with a savepoint, resume at another parallelism

Options:
  --documents N      generated documents (1500: two minutes in all)
  --after N          strike when so many are settled (a fifth of them)
  --key value        a setting of both runs; without one: --run.checkpoint-interval 2s; a long form is
                     --documents 2000000 --run.checkpoint-interval 2s --embed.model none
  --keep             leave the services, databases and logs as they are

Exit codes: 0 the results are equal, 1 they are not or a run failed, 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

drill="${1:-}"
case "$drill" in
  -h | --help) usage; exit 0 ;;
  kill-taskmanager | hang-taskmanager | stop-postgres | stop-resume) shift ;;
  "") usage >&2; exit 2 ;;
  *) echo "anicut: unknown drill '$drill': kill-taskmanager, hang-taskmanager, stop-postgres or stop-resume" >&2; exit 2 ;;
esac
documents=1500 after='' keep='' settings=()
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --documents) documents="$2"; shift 2 ;;
    --after) after="$2"; shift 2 ;;
    --keep) keep=true; shift ;;
    *) settings+=("$1"); shift ;;
  esac
done
[[ ${#settings[@]} -gt 0 ]] || settings=(--run.checkpoint-interval 2s)
after="${after:-$((documents / 5))}"

# everything of its own, away from what a person has running
export ANICUT_HOME="${ANICUT_HOME:-$anicut_root/.anicut}/drill"
export ANICUT_FLINK_PORT="${ANICUT_FLINK_PORT:-18081}" ANICUT_POSTGRES_PORT="${ANICUT_POSTGRES_PORT:-15432}"
stack_home="$ANICUT_HOME"
source "$anicut_root/scripts/stack/flink.sh"
source "$anicut_root/scripts/stack/postgres.sh"
mkdir -p "$ANICUT_HOME"
work="$ANICUT_HOME/$drill"
rm -rf "$work"
mkdir -p "$work"

finish() {
  local status=$?
  if [[ -z "$keep" ]]; then
    "$anicut_root/scripts/stack.sh" down flink postgres >&2
    rm -rf "$ANICUT_HOME"
  fi
  exit "$status"
}
trap finish EXIT

say() { echo "drill: $*" >&2; }

sql() { postgres_service query "$postgres_home" "$1" "$2" 2>>"$work/postgres.log"; }

# What readers can see, and dead letters; which of two twins came first is left to chance, and so is the content of a
# version that was overtaken at once, which nobody points to and collect takes away.
digest() {
  local seen="WHERE EXISTS (SELECT FROM anicut.documents d WHERE d.content_hash = t.content_hash)"
  local table columns condition
  while IFS='|' read -r table columns condition; do
    sql "$1" "SELECT '$table', count(*), coalesce(md5(string_agg(md5(r::text), '' ORDER BY md5(r::text))), '-')
      FROM (SELECT $columns FROM anicut.$table t $condition) r"
  done <<QUERIES
documents|document_id, content_hash, fingerprint, title, media_type, metadata|
contents|content_hash, text_length, md5(text)|$seen
indexed_contents|content_hash, model, chunker_version, chunk_count|$seen
chunks|content_hash, ordinal, chunk_hash, heading, text, start_offset, end_offset|$seen
search_chunks|document_id, ordinal, model, md5(embedding::real[]::text)|
dead_letters|scope, stage, reason, origin, state|
QUERIES
}

# backfill DATABASE OUTPUT [ARGUMENT]...
backfill() {
  local database="$1" output="$2"
  shift 2
  "$anicut_root/scripts/submit.sh" "$@" --target cluster --output json \
    --postgres.url "jdbc:postgresql://127.0.0.1:$(cat "$postgres_home/port")/$database" --postgres.user anicut \
    --postgres.password "\${file:$postgres_home/password}" >"$output" 2>"$output.log"
}

ledger() { sed -n 's/.*"\(read":[0-9]*,"ingested":[0-9]*,"unchanged":[0-9]*,"duplicate":[0-9]*,"deleted":[0-9]*,"dead_lettered":[0-9]*\).*/\1/p' "$1" | tr -d '"'; }

settled() { sql disturbed "SELECT coalesce(max(ingested + unchanged + duplicate + deleted + dead_lettered), 0) FROM anicut.runs" || echo 0; }

job() { flink_get /jobs/overview | grep -o '"jid":"[0-9a-f]*"[^}]*"state":"\(RUNNING\|RESTARTING\|FAILING\|CREATED\)"' | sed 's/"jid":"\([0-9a-f]*\)".*/\1/' | head -1; }

# How many tasks are neither at work nor done; one where the cluster does not say.
unsettled_tasks() {
  local counts
  counts="$(flink_get "/jobs/$1" | sed -n 's/.*"status-counts":{\([^}]*\)}.*/\1/p' | tr ',' '\n' | tr -d '"')"
  [[ -n "$counts" ]] || { echo 1; return; }
  awk -F: '$1 != "RUNNING" && $1 != "FINISHED" { n += $2 } END { print n + 0 }' <<<"$counts"
}

# Waits for the blow to be felt and for all tasks to run again; prints the seconds since the blow.
recovery() {
  local job="$1" struck="$2" felt='' now=''
  while kill -0 "$run" 2>/dev/null; do
    if [[ "$(unsettled_tasks "$job")" == 0 ]]; then
      [[ -z "$felt" ]] || break
    else
      felt=true
    fi
    sleep 0.2
  done
  now="$(date +%s%N)"
  if ! kill -0 "$run" 2>/dev/null; then
    say "the run ended before its tasks were seen to be running again"
  elif [[ -n "$felt" ]]; then
    say "every task ran again $(((now - struck) / 1000000)) ms after the blow"
  else
    say "no task was restarted: what failed was tried again where it failed"
  fi
}

"$anicut_root/scripts/generate.sh" --output "$work/data" --documents "$documents" --changed 0.02 --invalid 0.01 --repeats 0.01 \
  >"$work/generated.json"
"$anicut_root/scripts/stack.sh" up postgres flink >&2
postgres_programs="$(postgres_installed || true)"
postgres_service create "$postgres_home" undisturbed
postgres_service create "$postgres_home" disturbed

say "the undisturbed run"
backfill undisturbed "$work/undisturbed.json" backfill --source.path "$work/data" "${settings[@]}" \
  || { tail -3 "$work/undisturbed.json.log" >&2; exit 1; }

say "the disturbed run"
backfill disturbed "$work/disturbed.json" backfill --source.path "$work/data" "${settings[@]}" &
run=$!
while kill -0 "$run" 2>/dev/null && (("$(settled)" < after)); do sleep 0.5; done
kill -0 "$run" 2>/dev/null || { say "it ended before the blow: see $work, or give more --documents"; keep=true; exit 1; }
job="$(job)"
say "$(settled) documents are settled: $drill"
struck="$(date +%s%N)"
case "$drill" in
  kill-taskmanager)
    kill -9 "$(flink_pid taskmanager-1)"
    (sleep 5 && flink_taskmanager 1) &
    recovery "$job" "$struck"
    ;;
  hang-taskmanager)
    hung="$(flink_pid taskmanager-1)"
    kill -STOP "$hung"
    (sleep 60 && kill -CONT "$hung") &
    recovery "$job" "$struck"
    ;;
  stop-postgres)
    postgres_service down "$postgres_home"
    sleep 30
    postgres_service up "$postgres_home" "$(cat "$postgres_home/port")" >/dev/null
    recovery "$job" "$struck"
    ;;
  stop-resume)
    "$anicut_root/scripts/submit.sh" stop >&2
    wait "$run" || true
    backfill disturbed "$work/disturbed.json" resume latest --run.parallelism 3 &
    run=$!
    ;;
esac
if ! wait "$run"; then
  say "the disturbed run failed: see $work"
  tail -3 "$work/disturbed.json.log" >&2
  keep=true
  exit 1
fi

digest undisturbed >"$work/undisturbed.rows"
digest disturbed >"$work/disturbed.rows"
cat "$work/disturbed.rows"
echo "undisturbed $(ledger "$work/undisturbed.json")"
echo "disturbed   $(ledger "$work/disturbed.json")"
if diff "$work/undisturbed.rows" "$work/disturbed.rows" >&2 \
  && [[ "$(ledger "$work/undisturbed.json")" == "$(ledger "$work/disturbed.json")" ]]; then
  say "$drill: equal rows, equal ledgers"
else
  say "$drill: NOT equal: see $work"
  keep=true
  exit 1
fi
