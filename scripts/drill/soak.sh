# The soak: an ingest at a steady rate whose processes are killed at random.
# Sourced by drill.sh, which sets work, minutes, rate, seed and settings.

topic=soak

# Lines of JSON as KEY<TAB>VALUE, so many a second; how many there were is in a file. All records of a document go to one
# partition by their key, where they keep their order.
paced() {
  awk -v rate="$rate" -v sent="$work/sent" '
    { print (match($0, /^{"id":"[^"]*"/) ? substr($0, 8, RLENGTH - 8) : "broken") "\t" $0 }
    NR % rate == 0 {
      fflush()
      print NR >sent
      close(sent)
      system("sleep 1")
    }
    END { print NR >sent }'
}

producing() { kill -0 "$producer" 2>/dev/null; }

# A line "NAME PID" for each process.
soak_processes() {
  local name
  for name in $(flink_processes); do echo "$name $(flink_pid "$name" || true)"; done
  echo "kafka $(cat "$ANICUT_HOME/kafka/pid")"
  echo "postgres $(head -n 1 "$postgres_home/data/postmaster.pid" 2>/dev/null || true)"
  echo "command $(pgrep -P "$run" || true)"
}

# Every ten seconds what processes hold, and how far sender and run are.
sample() {
  local name pid now
  while run_goes_on; do
    now="$((SECONDS - began))"
    while read -r name pid; do
      [[ -n "$pid" ]] || continue
      echo "$now $name.pid $pid"
      memory "$pid" | sed "s/^/$now $name /" || true
    done < <(soak_processes)
    for name in jobmanager taskmanager-1; do jvm "$name" | sed "s/^/$now /" || true; done
    # empty while it is being written
    grep -x '[0-9][0-9]*' "$work/sent" | sed "s/^/$now sent /" || true
    echo "$now settled $(settled soak)"
    sleep 10
  done >>"$work/samples"
}

# keep_taskmanagers: as systemd would, starts each that has ended once more after five seconds
keep_taskmanagers() {
  local n
  while run_goes_on; do
    for n in 1 2; do
      flink_pid "taskmanager-$n" >/dev/null && continue
      sleep 5
      echo "taskmanager-$n" >>"$work/started"
      flink_taskmanager "$n"
      sleep 5
    done
    sleep 1
  done
}

# The second one; a busy first one may end with it, see "One that dies may take others along" in docs/operations.md.
strike_taskmanager() {
  kill -9 "$(flink_pid taskmanager-2)" && await_tasks "$ingest"
}

strike_postgres() {
  local before postmaster back
  before="$(settled soak)"
  postmaster="$(head -n 1 "$postgres_home/data/postmaster.pid")"
  # shellcheck disable=SC2046
  kill -9 "$postmaster" $(pgrep -P "$postmaster")
  sleep 5
  postgres_service up "$postgres_home" "$(cat "$postgres_home/port")" >/dev/null
  back="$(date +%s%N)"
  await_more soak "$before" "$back"
}

# caught_up: less waits than comes in half a minute
caught_up() {
  awk -v limit="$((rate * 30))" '$2 == "sent" { sent = $3 } $2 == "settled" && $3 > 0 { waits = sent - $3 } END { exit waits > limit }' \
    "$work/samples"
}

# One blow after another, a minute to three between them, and not before the run has caught up; every fourth is PostgreSQL's.
strike_while_producing() {
  local victim blows=0 next
  while run_goes_on && producing; do
    next="$((SECONDS + 60 + RANDOM % 120))"
    until ((SECONDS >= next)) && caught_up; do
      { run_goes_on && producing; } || return 0
      sleep 1
    done
    blows="$((blows + 1))"
    victim=taskmanager
    ((blows % 4)) || victim=postgres
    struck="$(date +%s%N)"
    "strike_$victim" || result=1
    echo "$victim" >>"$work/blows"
    say "minute $(((SECONDS - began) / 60)): $victim was killed; ${recovered:-}"
  done
}

soak() {
  local documents="$((minutes * 60 * rate))" began deadline ingest
  RANDOM="$seed"
  say "$documents documents in $minutes minutes; seed $seed"
  "$anicut_root/scripts/generate.sh" --output "$work/data" --documents "$documents" --changed 0.02 --invalid 0.01 \
    --repeats 0.01 >"$work/generated.json"
  "$anicut_root/scripts/stack.sh" up postgres kafka flink >&2
  "$anicut_root/scripts/kafka.sh" create "$topic" 4 >&2
  postgres_service create "$postgres_home" undisturbed
  postgres_service create "$postgres_home" soak
  say "the same from files, undisturbed and not embedded"
  submit undisturbed backfill --source.path "$work/data" --embed.model none \
    || { tail -3 "$work/undisturbed.log" >&2; return 1; }

  submit soak ingest --kafka.bootstrap "127.0.0.1:$ANICUT_KAFKA_PORT" --kafka.topic "$topic" --run.parallelism 4 "${settings[@]}" &
  run=$!
  # on all slots, so that each killed TaskManager is missed
  until ingest="$(job)"; do
    run_goes_on || { tail -3 "$work/soak.log" >&2; return 1; }
    sleep 0.5
  done
  began="$SECONDS"
  echo 0 >"$work/sent"
  : >"$work/blows"
  : >"$work/started"
  gzip -dc "$work"/data/*.gz | paced | "$anicut_root/scripts/kafka.sh" produce "$topic" >"$work/producer.log" 2>&1 &
  producer=$!
  sample &
  sampler=$!
  keep_taskmanagers &
  keeper=$!
  strike_while_producing
  wait "$producer" || { tail -3 "$work/producer.log" >&2; return 1; }
  lasted="$((SECONDS - began))" deadline="$((SECONDS + 300 + minutes * 10))"
  while run_goes_on && (("$(settled soak)" < documents && SECONDS < deadline)); do sleep 1; done
  say "the topic was read to its end $((SECONDS - began - lasted)) s after its last record"
  run_goes_on || { say "the run ended by itself: $(tail -1 "$work/soak.log")"; return 1; }
  "$anicut_root/scripts/stack.sh" status flink >&2 || true
  "$anicut_root/scripts/submit.sh" stop >&2
  wait "$run" || say "the command: $(tail -1 "$work/soak.log")"
  wait "$sampler" "$keeper"
  soak_report
}
