# Service: Prometheus, if it is installed, for the cluster of up flink, with the rules of flink-conf/alerts.yml, on port 9090
# Sourced by stack.sh.
#
#   ANICUT_PROMETHEUS        its program, where it is not on the PATH
#   ANICUT_PROMETHEUS_PORT   its port on 127.0.0.1 (9090)

prometheus_home="$stack_home/prometheus"
[[ "$prometheus_home" == /* ]] || prometheus_home="$PWD/$prometheus_home"
prometheus_port="${ANICUT_PROMETHEUS_PORT:-9090}"

# The pid of the one on our folder; a pid alone may by now be another process's.
prometheus_pid() {
  local pid
  pid="$(cat "$prometheus_home/pid" 2>/dev/null)" || return 1
  [[ "$(ps -ww -o args= -p "$pid" 2>/dev/null)" == *"--config.file=$prometheus_home/prometheus.yml "* ]] && printf '%s' "$pid"
}

prometheus_is_ready() {
  local answer
  {
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET /-/ready HTTP/1.0\r\n\r\n' >&3
    answer="$(timeout 5 head -n 1 <&3)"
    exec 3<&-
  } 2>/dev/null
  [[ "$answer" == *" 200 "* ]]
}

# flink-conf/prometheus.yml with the stack's own cluster as target, wherever its ports are, and more often: runs on one
# machine are short.
prometheus_configure() {
  mkdir -p "$prometheus_home"/{data,log}
  cp "$anicut_root/flink-conf/alerts.yml" "$prometheus_home/"
  sed -e 's/^\(.*_interval:\) .*/\1 5s/' \
    -e 's/^\( *\)static_configs:/\1file_sd_configs:/' \
    -e "s|^\( *\)- targets: .*:9249.*|\1- files: ['${prometheus_home%/*}/flink/run/metrics.json']|" \
    "$anicut_root/flink-conf/prometheus.yml" >"$prometheus_home/prometheus.yml"
}

prometheus_up() {
  local program pid deadline log="$prometheus_home/log/prometheus.log"
  if prometheus_pid >/dev/null; then
    prometheus_status
    return
  fi
  if ! program="$(command -v "${ANICUT_PROMETHEUS:-prometheus}")"; then
    echo "anicut: '${ANICUT_PROMETHEUS:-prometheus}' is not installed: apt-get install prometheus, brew install prometheus," \
      "or ANICUT_PROMETHEUS=/path/to/prometheus" >&2
    return 1
  fi
  if [[ ! "$prometheus_port" =~ ^[0-9]{1,5}$ ]] || ((10#$prometheus_port < 1 || 10#$prometheus_port > 65535)); then
    echo "anicut: ANICUT_PROMETHEUS_PORT is '$prometheus_port': a port from 1 to 65535 is accepted" >&2
    return 2
  fi
  if (exec 3<>"/dev/tcp/127.0.0.1/$prometheus_port") 2>/dev/null; then
    echo "anicut: port $prometheus_port is used by another program (Debian's package starts a Prometheus of its own): stop" \
      "that, or set ANICUT_PROMETHEUS_PORT" >&2
    return 1
  fi
  prometheus_configure || return 1
  # a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it
  local daemon=(nohup)
  command -v setsid >/dev/null && daemon=(setsid nohup)
  "${daemon[@]}" "$program" --config.file="$prometheus_home/prometheus.yml" --storage.tsdb.path="$prometheus_home/data" \
    --web.listen-address="127.0.0.1:$prometheus_port" </dev/null >>"$log" 2>&1 &
  pid=$!
  printf '%s' "$pid" >"$prometheus_home/pid"
  printf '%s' "$prometheus_port" >"$prometheus_home/port"
  deadline=$((SECONDS + 60))
  until prometheus_is_ready "$prometheus_port"; do
    if ! kill -0 "$pid" 2>/dev/null || ((SECONDS > deadline)); then
      echo "anicut: Prometheus did not start; the end of $log:" >&2
      tail -n 5 "$log" | sed 's/^/  /' >&2
      kill -9 "$pid" 2>/dev/null
      rm -f "$prometheus_home/pid"
      return 1
    fi
    sleep 0.1
  done
  prometheus_status
}

prometheus_down() {
  local pid deadline=$((SECONDS + 30))
  if pid="$(prometheus_pid)"; then
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do
      ((SECONDS > deadline)) && kill -9 "$pid" 2>/dev/null
      sleep 0.1
    done
  fi
  rm -f "$prometheus_home/pid"
  echo "prometheus down"
}

prometheus_status() {
  local port cluster="no cluster is up"
  if ! prometheus_pid >/dev/null; then
    echo "prometheus down"
    return 1
  fi
  port="$(cat "$prometheus_home/port")"
  [[ -e "${prometheus_home%/*}/flink/run/metrics.json" ]] && cluster="of the cluster of up flink"
  printf 'prometheus up    http://localhost:%s  (%s; data in %s)\n' "$port" "$cluster" "$prometheus_home/data"
}
