# The blows: blow_NAME DATABASE strikes at the run of that database, puts back what it took away and sets $recovered.
# Sourced by drill.sh. $run is the command that follows the run.

run_goes_on() { kill -0 "$run" 2>/dev/null; }

# await_tasks JOB: until it has restarted and every task is at work again
await_tasks() {
  local deadline=$((SECONDS + 300))
  until restarted "$1"; do
    if ((SECONDS > deadline)) || ! run_goes_on; then
      restarted "$1" && break
      say "the job never restarted"
      return 1
    fi
    sleep 0.2
  done
  while run_goes_on; do
    if [[ "$(unsettled_tasks "$1")" == 0 ]]; then
      recovered="$(seconds_since "$struck") after the blow every task ran again"
      return
    fi
    if ((SECONDS > deadline)); then
      say "five minutes after the blow its tasks do not run"
      return 1
    fi
    sleep 0.2
  done
  recovered="the run ended before its tasks were seen to be running again"
}

# await_resumed: until all tasks of a job run that was not there before
await_resumed() {
  local job=''
  while run_goes_on; do
    job="$(job || true)"
    if [[ -n "$job" && "$(unsettled_tasks "$job")" == 0 ]]; then
      recovered="$(seconds_since "$struck") after the blow every task of the resumed run was at work"
      return
    fi
    sleep 0.2
  done
  recovered="the run ended before its tasks were seen to be running again"
}

# await_more DATABASE COUNT SINCE: until more documents are settled than there were
await_more() {
  if await_settled "$1" $(($2 + 1)); then
    recovered="$(seconds_since "$3") after it was back more documents were settled"
  else
    recovered="$(seconds_since "$3") after it was back the run had ended"
  fi
}

# resume DATABASE [ARGUMENT]...: the run goes on by another command
resume() {
  local database="$1"
  shift
  submit "$database" resume latest "$@" &
  run=$!
}

blow_kill_taskmanager() {
  local job replacement
  job="$(job)" && kill -9 "$(flink_pid taskmanager-1)" || return
  (sleep 5 && "$anicut_root/scripts/stack.sh" up flink >&2) &
  replacement=$!
  await_tasks "$job" || return
  wait "$replacement"
}

# Stopped until its tasks run elsewhere; then it wakes up with work that is no longer its own.
blow_hang_taskmanager() {
  local job hung felt=0
  job="$(job)" && hung="$(flink_pid taskmanager-1)" && kill -STOP "$hung" || return
  await_tasks "$job" || felt=1
  kill -CONT "$hung"
  return "$felt"
}

blow_stop_postgres() {
  local before back
  before="$(settled "$1")"
  postgres_service down "$postgres_home"
  run_goes_on || { say "the run had ended before PostgreSQL was away"; return 1; }
  sleep "$outage"
  postgres_service up "$postgres_home" "$(cat "$postgres_home/port")" >/dev/null
  back="$(date +%s%N)"
  await_more "$1" "$before" "$back"
}

# Full until three checkpoints have failed, and as long as an outage lasts.
blow_fill_disk() {
  local job failed completed freed deadline=$((SECONDS + outage))
  job="$(job)"
  failed="$(checkpoints "$job" failed)"
  while run_goes_on && (("$(checkpoints "$job" failed)" < failed + 3 || SECONDS < deadline)); do
    disk_fill
    sleep 1
  done
  run_goes_on || { say "the run had ended before the disk was full"; return 1; }
  completed="$(checkpoints "$job" completed)"
  failed="$(($(checkpoints "$job" failed) - failed))"
  disk_free
  freed="$(date +%s%N)"
  while run_goes_on && (("$(checkpoints "$job" completed)" <= completed)); do sleep 0.2; done
  recovered="$(seconds_since "$freed") after there was room again a checkpoint was complete; $failed had failed"
}

# A standalone JobManager forgets its jobs: what goes on is the run, from its latest checkpoint.
blow_kill_jobmanager() {
  kill -9 "$(flink_pid jobmanager)"
  if wait "$run"; then say "the command ended well though its JobManager was killed"; return 1; fi
  say "the command ended $(seconds_since "$struck") after the blow: $(tail -1 "$work/$1.log")"
  "$anicut_root/scripts/stack.sh" up flink >&2
  if [[ "$(sql "$1" "SELECT finished_at IS NOT NULL FROM anicut.runs")" == t ]]; then
    # tasks go on until they miss the heartbeat of their JobManager
    recovered="the TaskManagers had brought the run to its end without a JobManager"
    true &
    run=$!
    return
  fi
  resume "$1"
  await_resumed
}

# As when the machine loses power, but for what the operating system had not written yet.
blow_kill_all() {
  local name postmaster
  postmaster="$(head -n 1 "$postgres_home/data/postmaster.pid")"
  # shellcheck disable=SC2046
  kill -9 $(for name in $(flink_processes); do flink_pid "$name"; echo; done) $(pgrep -P "$run") \
    "$postmaster" $(pgrep -P "$postmaster")
  wait "$run" || true
  "$anicut_root/scripts/stack.sh" up postgres flink >&2
  resume "$1"
  await_resumed
}

blow_stop_resume() {
  "$anicut_root/scripts/submit.sh" stop >&2
  if wait "$run"; then
    # what had been read was all there was; true is the command to wait for
    recovered="the run had come to its end behind the savepoint"
    true &
    run=$!
    return
  fi
  resume "$1" --run.parallelism 3
  await_resumed
}
