#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/drill.sh DRILL...|all [--documents N] [--key value]...
       scripts/drill.sh soak [--minutes N] [--rate N] [--key value]...

Breaks a running backfill on a real cluster and checks that it ends as if nothing had happened: a cluster and a
PostgreSQL of its own, generated documents, one undisturbed run, and for each drill a disturbed one, each into an empty
database; then the rows and the ledgers are compared with those of the undisturbed run. Standard output gets a line for
each drill: whether they are equal, and how long it took to recover.

Drills (all of them by all):
  kill-taskmanager   kill -9 of one TaskManager; another takes its place after five seconds
  hang-taskmanager   SIGSTOP of one TaskManager, past the heartbeat's timeout, then SIGCONT
  stop-postgres      PostgreSQL is away
  fill-disk          the disk of the checkpoints is full; then there is room again
  kill-jobmanager    kill -9 of the JobManager, which forgets its jobs: a new one, and submit.sh resume
  kill-all           kill -9 of every process, PostgreSQL's and the command too; all up again, and submit.sh resume
  stop-resume        stop with a savepoint, resume at another parallelism

The soak is an ingest from a topic at a steady rate, embedded, on a cluster, a broker and a PostgreSQL of its own, with
kill -9 at random of one of the two TaskManagers and at times of PostgreSQL. At its end the ledger, the rows and the events are
compared with what was sent; memory of the processes that lived through it must be flat, and the backlog must not grow.

Options:
  --documents N      generated documents (1500: a minute for each drill)
  --after N          strike when so many are settled (a fifth of them)
  --outage SECONDS   how long PostgreSQL is away, and the disk full (30)
  --minutes N        how long the soak is (60)
  --rate N           documents a second of the soak (20)
  --seed N           of the moments at which the soak strikes (another each time)
  --key value        a setting of all runs; without one: --run.checkpoint-interval 2s, for the soak 10s; a long form is
                     --documents 2000000 --run.checkpoint-interval 2s --embed.model none
  --keep             leave the services, databases and logs as they are, until the next call

Exit codes: 0 all results are equal, 1 one is not or a run failed, 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

known=(kill-taskmanager hang-taskmanager stop-postgres fill-disk kill-jobmanager kill-all stop-resume)
wrong() { echo "anicut: $*" >&2; exit 2; }
count() { [[ "$2" =~ ^[1-9][0-9]*$ ]] || wrong "$1 is '$2': a number from 1 on is accepted"; }

drills=() documents=1500 after='' outage=30 keep='' settings=() minutes=60 rate=20 seed="$RANDOM"
producer='' sampler='' keeper='' result=0
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --keep) keep=true; shift ;;
    --*)
      [[ $# -ge 2 ]] || wrong "$1 needs a value"
      case "$1" in
        --documents) count "$1" "$2"; documents="$2" ;;
        --minutes) count "$1" "$2"; minutes="$2" ;;
        --rate) count "$1" "$2"; rate="$2" ;;
        --seed) count "$1" "$2"; seed="$2" ;;
        --after) count "$1" "$2"; after="$2" ;;
        --outage) count "$1" "$2"; outage="$2" ;;
        *) settings+=("$1" "$2") ;;
      esac
      shift 2
      ;;
    soak) drills+=(soak); shift ;;
    all) drills+=("${known[@]}"); shift ;;
    *)
      [[ " ${known[*]} " == *" $1 "* ]] || wrong "unknown drill '$1': all, some of ${known[*]}, or soak"
      drills+=("$1")
      shift
      ;;
  esac
done
[[ ${#drills[@]} -gt 0 ]] || { usage >&2; exit 2; }
interval=2s
if [[ " ${drills[*]} " == *" soak "* ]]; then
  [[ ${#drills[@]} -eq 1 ]] || wrong "soak runs alone"
  [[ "$(uname)" == Linux ]] || wrong "soak reads the memory of processes from /proc, which only Linux has"
  interval=10s
fi
[[ ${#settings[@]} -gt 0 ]] || settings=(--run.checkpoint-interval "$interval")
after="${after:-$((documents / 5))}"

# everything of its own, away from what a person has running
export ANICUT_HOME="${ANICUT_HOME:-$anicut_root/.anicut}/drill"
[[ "$ANICUT_HOME" == /* ]] || ANICUT_HOME="$PWD/$ANICUT_HOME"
export ANICUT_FLINK_PORT="${ANICUT_FLINK_PORT:-18081}" ANICUT_POSTGRES_PORT="${ANICUT_POSTGRES_PORT:-15432}"
export ANICUT_KAFKA_PORT="${ANICUT_KAFKA_PORT:-19092}"
stack_home="$ANICUT_HOME"
work="$ANICUT_HOME/work"
source "$anicut_root/scripts/stack/flink.sh"
source "$anicut_root/scripts/stack/postgres.sh"
source "$anicut_root/scripts/drill/runs.sh"
source "$anicut_root/scripts/drill/disk.sh"
source "$anicut_root/scripts/drill/blows.sh"
source "$anicut_root/scripts/drill/memory.sh"
source "$anicut_root/scripts/drill/soak.sh"
source "$anicut_root/scripts/drill/report.sh"
disk_remove
if [[ -d "$ANICUT_HOME" ]]; then
  # kept by an earlier call, or by one whose result was not equal
  "$anicut_root/scripts/stack.sh" down flink postgres kafka >&2
  rm -rf "$ANICUT_HOME"
fi
mkdir -p "$work"

finish() {
  local status=$?
  disk_remove
  # shellcheck disable=SC2086,SC2046
  [[ -z "$producer" ]] || kill $(pgrep -P "$producer") $producer $sampler $keeper 2>/dev/null || true
  if [[ -z "$keep" ]]; then
    "$anicut_root/scripts/stack.sh" down flink postgres kafka >&2
    rm -rf "$ANICUT_HOME"
  fi
  exit "$status"
}
trap finish EXIT

# drill NAME: one disturbed run, from the empty database to its line
drill() {
  local database="${1//-/_}" disturbed=("${settings[@]}") run struck recovered=''
  "$anicut_root/scripts/stack.sh" up postgres flink >&2
  await_free_slots || { failed "$1" "$database" "an earlier run holds slots"; return; }
  postgres_service create "$postgres_home" "$database"
  if [[ "$1" == fill-disk ]]; then
    disk_make
    disturbed+=(--run.checkpoint-dir "$disk")
  fi
  submit "$database" backfill --source.path "$work/data" "${disturbed[@]}" &
  run=$!
  if ! await_settled "$database" "$after"; then
    failed "$1" "$database" "it ended before the blow; more --documents take longer"
    return
  fi
  say "$1: $(settled "$database") documents are settled"
  struck="$(date +%s%N)"
  "blow_$database" "$database" || { failed "$1" "$database" "the blow failed"; return; }
  wait "$run" || { failed "$1" "$database" "the run failed: $(tail -1 "$work/$database.log")"; return; }
  disk_remove
  digest "$database" >"$work/$database.rows"
  if ! diff "$work/undisturbed.rows" "$work/$database.rows" >&2; then
    failed "$1" "$database" "other rows than undisturbed"
  elif [[ "$(ledger "$database")" != "$(ledger undisturbed)" ]]; then
    failed "$1" "$database" "the ledger is $(ledger "$database"), undisturbed $(ledger undisturbed)"
  else
    printf '%-17s equal      %s\n' "$1" "$recovered"
  fi
}

# Its run may hold slots that the next one needs.
failed() {
  result=1
  keep=true
  printf '%-17s NOT equal  %s\n' "$1" "$3"
  say "see $work/$2.log and $flink_home/log"
  "$anicut_root/scripts/stack.sh" down flink >&2
}

if [[ "${drills[*]}" == soak ]]; then
  # Each heap touched from the beginning, so that what grows later is a leak. The job's restarts are spaced for an hour with
  # thirty of them: without these settings most of it would be waiting.
  export ANICUT_FLINK_SETTINGS="env.java.opts.all=-XX:+AlwaysPreTouch restart-strategy.exponential-delay.max-backoff=10s\
 restart-strategy.exponential-delay.reset-backoff-threshold=60s ${ANICUT_FLINK_SETTINGS:-}"
  kept="$keep"
  keep=true
  soak
  [[ "$result" != 0 ]] || keep="$kept"
  exit "$result"
fi

"$anicut_root/scripts/generate.sh" --output "$work/data" --documents "$documents" --changed 0.02 --invalid 0.01 --repeats 0.01 \
  >"$work/generated.json"
"$anicut_root/scripts/stack.sh" up postgres flink >&2
postgres_programs="$(postgres_installed || true)"
postgres_service create "$postgres_home" undisturbed

say "the undisturbed run"
submit undisturbed backfill --source.path "$work/data" "${settings[@]}" \
  || { tail -3 "$work/undisturbed.log" >&2; exit 1; }
digest undisturbed >"$work/undisturbed.rows"
say "undisturbed: $(ledger undisturbed)"

for name in "${drills[@]}"; do drill "$name"; done
exit "$result"
