# Service: a standalone cluster, one JobManager and two TaskManagers of two slots, dashboard on port 8081
# Sourced by stack.sh and submit.sh, which set anicut_root and stack_home.
#
#   ANICUT_FLINK_PORT          port of the dashboard and REST API (8081)
#   ANICUT_TASKMANAGERS        how many (2)
#   ANICUT_TASKMANAGER_MEMORY  of the whole process of each (1600m)
#   ANICUT_FLINK_SETTINGS      keys over those of flink-conf/config.yaml: 'heartbeat.timeout=10s rest.flamegraph.enabled=true'
#   FLINK_HOME                 a distribution of your own, whose lib/ is then used

flink_home="$stack_home/flink"
[[ "$flink_home" == /* ]] || flink_home="$PWD/$flink_home"
flink_processes() { printf '%s\n' jobmanager; seq -f 'taskmanager-%g' 1 "${ANICUT_TASKMANAGERS:-2}"; }

# flink_pid PROCESS: its pid, if it runs and is ours
flink_pid() {
  local pid
  pid="$(cat "$flink_home/run/$1.pid" 2>/dev/null)" || return 1
  [[ "$(ps -ww -o args= -p "$pid" 2>/dev/null)" == *"-Danicut.process=$flink_home/$1 "* ]] || return 1
  printf '%s' "$pid"
}

# flink_get PATH [PROCESS]: what the REST API answers, or where a process shows its metrics, by bash alone
flink_get() {
  local port answer file=port
  [[ $# -eq 1 ]] || file="$2.metrics"
  port="$(cat "$flink_home/run/$file" 2>/dev/null)" || return 1
  {
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
    answer="$(timeout 5 cat <&3)"
    exec 3<&-
  } 2>/dev/null
  [[ "$answer" == "HTTP/1.1 200"* ]] && printf '%s' "$answer"
}

flink_port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

flink_taskmanagers() { flink_get /overview | sed -n 's/.*"taskmanagers":\([0-9]*\).*/\1/p'; }

# flink_configure KEY=VALUE...: the configuration of flink-conf/ with these keys put in place of its own; the last one wins
flink_configure() {
  local pair keys=()
  mkdir -p "$flink_home"/{conf,log,run,tmp,checkpoints,savepoints,bin}
  cp "$anicut_root"/flink-conf/log4j*.properties "$flink_home/conf/"
  for pair in "$@"; do keys+=(-e "^${pair%%=*}:"); done
  {
    grep -v "${keys[@]}" "$anicut_root/flink-conf/config.yaml"
    printf '\n# ---- put in by scripts/stack.sh\n'
    for pair in "$@"; do printf '%s: %s\n' "${pair%%=*}" "${pair#*=}"; done \
      | awk -F': ' '{ line[$1] = $0 } END { for (key in line) print line[key] }'
  } >"$flink_home/conf/config.yaml"
  ln -sfn "$anicut_root/cluster/bin/flink" "$flink_home/bin/flink"
  if [[ -n "${FLINK_HOME:-}" && "$FLINK_HOME" != "$flink_home" ]]; then
    ln -sfn "$FLINK_HOME/lib" "$flink_home/lib"
    # the reporter of its metrics is there
    ln -sfn "$FLINK_HOME/plugins" "$flink_home/plugins"
  else
    rm -f "$flink_home/plugins"
    ln -sfn "$anicut_root/cluster/target/lib" "$flink_home/lib"
  fi
  ln -sfn "$anicut_root/cluster/target/extra" "$flink_home/extra"
}

# flink_metrics_ports: a port for each process to show its metrics on, which one that replaces it takes again, and where
# Prometheus finds them
flink_metrics_ports() {
  local name file port next=9249 targets=()
  for name in $(flink_processes); do
    file="$flink_home/run/$name.metrics"
    if [[ ! -s "$file" ]]; then
      while ! flink_port_free "$next" || grep -qx "$next" "$flink_home"/run/*.metrics 2>/dev/null; do next=$((next + 1)); done
      printf '%s\n' "$next" >"$file"
    fi
    port="$(cat "$file")"
    targets+=("{\"targets\": [\"127.0.0.1:$port\"], \"labels\": {\"process\": \"$name\"}}")
  done
  (IFS=,; printf '[%s]\n' "${targets[*]}") >"$flink_home/run/metrics.json"
}

# flink_start PROCESS MAIN RESOURCES: a JVM of its own, in its own session, with the memory that Flink works out
flink_start() {
  local name="$1" main="$2" resources="$3" lines jvm dynamic java options session=()
  command -v setsid >/dev/null && session=(setsid)
  java="$(anicut_java)" || return 1
  lines="$("$java" -cp "$flink_home/lib/*" org.apache.flink.runtime.util.bash.BashJavaUtils \
    "$resources" --configDir "$flink_home/conf" 2>>"$flink_home/log/$name.out" | sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p')"
  jvm="$(sed -n 1p <<<"$lines")"
  dynamic="$(sed -n 2p <<<"$lines")"
  if [[ -z "$jvm" ]]; then
    echo "anicut: Flink refuses its configuration: see $flink_home/log/$name.out" >&2
    return 1
  fi
  options="$(sed -nE "s/^env\.java\.opts\.(all|${name%%-*}): *//p" "$flink_home/conf/config.yaml" | tr '\n' ' ')"
  (
    cd "$flink_home" || exit 1
    # glibc keeps what is given back in as many arenas as threads ever met: each restart of a job would leave some megabytes
    export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
    # shellcheck disable=SC2086
    # out of reach of the terminal's interrupt
    exec ${session[@]+"${session[@]}"} "$java" $jvm $options -Danicut.process="$flink_home/$name" -Dlog.file="$flink_home/log/$name.log" \
      -Dlog4j.configurationFile="$flink_home/conf/log4j.properties" -cp "$flink_home/lib/*:$flink_home/extra/*" \
      "$main" --configDir "$flink_home/conf" $dynamic \
      -D metrics.reporter.prom.port="$(cat "$flink_home/run/$name.metrics")" </dev/null >>"$flink_home/log/$name.out" 2>&1
  ) &
  printf '%s' "$!" >"$flink_home/run/$name.pid"
  disown
}

flink_up() {
  local port="${ANICUT_FLINK_PORT:-8081}" rpc=6123 wanted="${ANICUT_TASKMANAGERS:-2}" pair
  # a distribution keeps Flink's reporter, which ours stands on, where ours cannot see it
  local reporter=org.apache.flink.metrics.prometheus.BoundPrometheusReporterFactory
  [[ -n "${FLINK_HOME:-}" && "$FLINK_HOME" != "$flink_home" ]] && reporter="${reporter/Bound/}"
  if flink_status >/dev/null; then
    flink_status
    return
  fi
  for pair in ${ANICUT_FLINK_SETTINGS:-}; do
    if [[ "$pair" != ?*=* ]]; then
      echo "anicut: ANICUT_FLINK_SETTINGS has '$pair': key=value is accepted, several with spaces between" >&2
      return 1
    fi
  done
  if flink_pid jobmanager >/dev/null && flink_taskmanagers >/dev/null; then
    flink_replace
    return
  fi
  flink_down >/dev/null
  if ! flink_port_free "$port"; then
    echo "anicut: port $port is taken: set ANICUT_FLINK_PORT to one that is free" >&2
    return 1
  fi
  while ! flink_port_free "$rpc"; do rpc=$((rpc + 1)); done
  # clean: of a version that was replaced no jar may stay beside the new one
  anicut_make cluster "clean package" "a Flink of its libraries, which are fetched once" pom.xml cluster || return 1
  flink_configure "jobmanager.rpc.port=$rpc" "rest.port=$port" "rest.bind-port=$port" \
    "taskmanager.memory.process.size=${ANICUT_TASKMANAGER_MEMORY:-1600m}" \
    "taskmanager.memory.task.off-heap.size=384m" "taskmanager.memory.managed.size=192m" \
    "jobmanager.memory.process.size=800m" "io.tmp.dirs=$flink_home/tmp" \
    "metrics.reporter.prom.factory.class=$reporter" \
    "execution.checkpointing.dir=file://$flink_home/checkpoints" \
    "execution.checkpointing.savepoint-dir=file://$flink_home/savepoints" ${ANICUT_FLINK_SETTINGS:-} || return 1
  printf '%s' "$port" >"$flink_home/run/port"
  flink_metrics_ports
  flink_start jobmanager org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint GET_JM_RESOURCE_PARAMS \
    || return 1
  for ((i = 1; i <= wanted; i++)); do flink_taskmanager "$i" || return 1; done
  flink_await || { flink_down >/dev/null; return 1; }
  flink_status
}

# flink_replace: the TaskManagers that do not run; the JobManager, which alone knows the jobs, goes on
flink_replace() {
  local name
  flink_metrics_ports
  for name in $(flink_processes); do
    flink_pid "$name" >/dev/null && continue
    echo "anicut: starting $name, which does not run" >&2
    flink_taskmanager "${name#taskmanager-}" || return 1
  done
  flink_await || return 1
  flink_status
}

# flink_await: until all TaskManagers are registered
flink_await() {
  local wanted="${ANICUT_TASKMANAGERS:-2}" name deadline=$((SECONDS + 90))
  until [[ "$(flink_taskmanagers)" == "$wanted" ]]; do
    for name in $(flink_processes); do
      if ! flink_pid "$name" >/dev/null; then
        echo "anicut: the $name ended: see $flink_home/log/$name.out and $name.log" >&2
        return 1
      fi
    done
    if ((SECONDS > deadline)); then
      echo "anicut: the cluster is not up after 90 s: see $flink_home/log" >&2
      return 1
    fi
    sleep 0.5
  done
}

# flink_taskmanager N: starts the one of this number, as up does and as a drill does after it has killed it
flink_taskmanager() {
  flink_start "taskmanager-$1" org.apache.flink.runtime.taskexecutor.TaskManagerRunner GET_TM_RESOURCE_PARAMS
}

flink_down() {
  local file name pid pids=() deadline
  for file in "$flink_home"/run/*.pid; do
    [[ -e "$file" ]] || continue
    name="$(basename "$file" .pid)"
    if pid="$(flink_pid "$name")"; then
      # one that a drill has stopped hears no other signal
      kill -CONT "$pid" 2>/dev/null
      kill "$pid" 2>/dev/null && pids+=("$name")
    fi
  done
  deadline=$((SECONDS + 20))
  for name in ${pids[@]+"${pids[@]}"}; do
    while pid="$(flink_pid "$name")"; do
      ((SECONDS > deadline)) && kill -9 "$pid" 2>/dev/null
      sleep 0.2
    done
  done
  rm -f "$flink_home"/run/{*.pid,*.metrics,metrics.json,port}
  rm -rf "$flink_home/tmp"
  echo "flink      down"
}

flink_status() {
  local running=0 wanted=0 name taskmanagers
  for name in $(flink_processes); do
    wanted=$((wanted + 1))
    flink_pid "$name" >/dev/null && running=$((running + 1))
  done
  if ((running == 0)); then
    echo "flink      down"
    return 1
  fi
  taskmanagers="$(flink_taskmanagers)"
  printf 'flink      %s  http://localhost:%s  (%s of %s processes, %s TaskManagers registered; checkpoints in %s)\n' \
    "$([[ $running == "$wanted" ]] && echo up || echo degraded)" "$(cat "$flink_home/run/port" 2>/dev/null)" \
    "$running" "$wanted" "${taskmanagers:-no}" "$flink_home/checkpoints"
  ((running == wanted)) && [[ -n "$taskmanagers" ]]
}

# flink_cli: the command line to submit with: the stack's while it runs, unless $FLINK_HOME is another
flink_cli() {
  local lib
  if flink_pid jobmanager >/dev/null; then
    lib="$(readlink "$flink_home/lib")"
    if [[ -z "${FLINK_HOME:-}" || "$lib" == "$FLINK_HOME/lib" || "$FLINK_HOME" == "$flink_home" ]]; then
      printf '%s' "$flink_home/bin/flink"
      return
    fi
  fi
  if [[ -n "${FLINK_HOME:-}" ]]; then
    if [[ -x "$FLINK_HOME/bin/flink" ]]; then
      printf '%s' "$FLINK_HOME/bin/flink"
      return
    fi
    echo "anicut: FLINK_HOME is $FLINK_HOME, and there is no bin/flink in it" >&2
    return 2
  fi
  echo "anicut: no cluster: start one with scripts/stack.sh up flink, or set FLINK_HOME to a Flink of your own" >&2
  return 2
}
