# Runs of a drill: a backfill on the cluster, how far it is, and what it left behind.
# Sourced by drill.sh, which sets anicut_root, work, postgres_home and settings.

say() { echo "drill: $*" >&2; }

sql() { postgres_service query "$postgres_home" "$1" "$2" 2>>"$work/postgres.log"; }

# submit DATABASE ARGUMENT...: a command of submit.sh, followed to its end; its output in $work/DATABASE.json
submit() {
  local database="$1"
  shift
  "$anicut_root/scripts/submit.sh" "$@" --target cluster --output json \
    --postgres.url "jdbc:postgresql://127.0.0.1:$(cat "$postgres_home/port")/$database" --postgres.user anicut \
    --postgres.password "\${file:$postgres_home/password}" >"$work/$database.json" 2>>"$work/$database.log"
}

# What readers can see, and dead letters; which of two twins came first is left to chance, and so is the content of a
# version that was overtaken at once, which nobody points to and collect takes away. One question, for each starts a JVM.
digest() {
  local seen="WHERE EXISTS (SELECT FROM anicut.documents d WHERE d.content_hash = t.content_hash)"
  local table columns condition question=''
  while IFS='|' read -r table columns condition; do
    question+="${question:+ UNION ALL }SELECT '$table', count(*),
      coalesce(md5(string_agg(md5(r::text), '' ORDER BY md5(r::text))), '-')
      FROM (SELECT $columns FROM anicut.$table t $condition) r"
  done <<QUERIES
documents|document_id, content_hash, fingerprint, title, media_type, metadata|
contents|content_hash, text_length, md5(text)|$seen
indexed_contents|content_hash, model, chunker_version, chunk_count|$seen
chunks|content_hash, ordinal, chunk_hash, heading, text, start_offset, end_offset|$seen
search_chunks|document_id, ordinal, model, md5(embedding::real[]::text)|
dead_letters|scope, stage, reason, origin, state|
QUERIES
  sql "$1" "$question ORDER BY 1"
}

# ledger DATABASE: as the command printed it, or of a run that ended without its command, as the run wrote it down
ledger() {
  local printed
  printed="$(sed -n 's/.*"\(read":[0-9]*,"ingested":[0-9]*,"unchanged":[0-9]*,"duplicate":[0-9]*,"deleted":[0-9]*,"dead_lettered":[0-9]*\).*/\1/p' \
    "$work/$1.json" | tr -d '"')"
  [[ -n "$printed" ]] || printed="$(sql "$1" "SELECT format('read:%s,ingested:%s,unchanged:%s,duplicate:%s,deleted:%s,dead_lettered:%s',
    read, ingested, unchanged, duplicate, deleted, dead_lettered) FROM anicut.runs WHERE finished_at IS NOT NULL")"
  printf '%s\n' "$printed"
}

settled="coalesce(max(ingested + unchanged + duplicate + deleted + dead_lettered), 0)"
settled() { sql "$1" "SELECT $settled FROM anicut.runs" || echo 0; }

# await_settled DATABASE COUNT: until so many are settled; fails if the run ends before
await_settled() {
  local asking
  while run_goes_on; do
    postgres_service await "$postgres_home" "$1" "SELECT $settled >= $2 FROM anicut.runs" 60 2>>"$work/postgres.log" &
    asking=$!
    while run_goes_on && kill -0 "$asking" 2>/dev/null; do sleep 0.1; done
    if kill -0 "$asking" 2>/dev/null; then
      # shellcheck disable=SC2046
      kill $(pgrep -P "$asking") "$asking" 2>/dev/null || true
    fi
    wait "$asking" 2>/dev/null && return
  done
  return 1
}

# The job under way, if there is one.
job() {
  flink_get /jobs/overview | grep -o '"jid":"[0-9a-f]*"[^}]*"state":"\(RUNNING\|RESTARTING\|FAILING\|CREATED\)"' \
    | sed 's/"jid":"\([0-9a-f]*\)".*/\1/' | head -1
}

# restarted JOB: since the blow
restarted() {
  local at
  at="$(flink_get "/jobs/$1" | sed -n 's/.*"RESTARTING":\([0-9]\{9,\}\).*/\1/p')"
  [[ -n "$at" ]] && ((at >= struck / 1000000))
}

# await_free_slots: until no process is missing and no run holds a slot, so that the next one is spread over all
await_free_slots() {
  local overview deadline=$((SECONDS + 120)) free="${ANICUT_TASKMANAGERS:-2}"
  until overview="$(flink_get /overview)" && [[ "$overview" == *"\"taskmanagers\":$free,"* ]] \
    && [[ "$(sed -n 's/.*"slots-total":\([0-9]*\),"slots-available":\1[,}].*/yes/p' <<<"$overview")" == yes ]]; do
    ((SECONDS < deadline)) || { say "not all slots are free"; return 1; }
    sleep 0.2
  done
}

# How many tasks are neither at work nor done; one where the cluster does not say.
unsettled_tasks() {
  local counts
  counts="$(flink_get "/jobs/$1" | sed -n 's/.*"status-counts":{\([^}]*\)}.*/\1/p' | tr ',' '\n' | tr -d '"')"
  [[ -n "$counts" ]] || { echo 1; return; }
  awk -F: '$1 != "RUNNING" && $1 != "FINISHED" { n += $2 } END { print n + 0 }' <<<"$counts"
}

# checkpoints JOB completed|failed: how many there were
checkpoints() {
  local count
  count="$(flink_get "/jobs/$1/checkpoints" | sed -n "s/.*\"counts\":{[^}]*\"$2\":\([0-9]*\).*/\1/p")"
  echo "${count:-0}"
}

seconds_since() { awk -v from="$1" -v to="$(date +%s%N)" 'BEGIN { printf "%.1f s", (to - from) / 1e9 }'; }
