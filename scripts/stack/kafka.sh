# Service: Apache Kafka, one broker on 127.0.0.1:9092 ($ANICUT_KAFKA_PORT)
# Sourced by scripts/stack.sh.

kafka_home="$stack_home/kafka"
[[ "$kafka_home" == /* ]] || kafka_home="$PWD/$kafka_home"
kafka_port="${ANICUT_KAFKA_PORT:-9092}"

# Prints the pid of the broker on our folder; a pid alone may by now be another process's.
kafka_pid() {
  local pid
  pid="$(cat "$kafka_home/pid" 2>/dev/null)" || return 1
  [[ "$(ps -ww -o args= -p "$pid" 2>/dev/null)" == *"dev.anicut.embedded.kafka.Broker $kafka_home "* ]] && echo "$pid"
}

kafka_is_ready() {
  [[ "$(cat "$kafka_home/ready" 2>/dev/null)" == "$1" ]]
}

# The port of the running broker, which another $ANICUT_KAFKA_PORT does not change.
kafka_running_port() {
  sed -n 's/^advertised.listeners=.*[:]\([0-9]*\)$/\1/p' "$kafka_home/server.properties"
}

kafka_port_is_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

kafka_up() {
  local pid controller log="$kafka_home/log/kafka.log"
  if pid="$(kafka_pid)"; then
    kafka_status
    return
  fi
  if [[ ! "$kafka_port" =~ ^[0-9]{1,5}$ ]] || ((10#$kafka_port < 1 || 10#$kafka_port > 65535)); then
    echo "anicut: ANICUT_KAFKA_PORT is '$kafka_port': a port from 1 to 65535 is accepted" >&2
    return 2
  fi
  if kafka_port_is_taken "$kafka_port"; then
    echo "anicut: port $kafka_port is used by another program: stop that, or set ANICUT_KAFKA_PORT" >&2
    return 1
  fi
  anicut_kafka_build || return 1
  # not among those that outgoing connections take
  controller=$((20000 + RANDOM % 12000))
  while kafka_port_is_taken "$controller"; do controller=$((20000 + RANDOM % 12000)); done
  mkdir -p "$kafka_home/log" || return 1
  rm -f "$kafka_home/ready"
  # a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it
  local daemon=(nohup)
  command -v setsid >/dev/null && daemon=(setsid nohup)
  "${daemon[@]}" "$(anicut_java)" -Xmx"${ANICUT_KAFKA_HEAP:-384m}" -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError \
    -Dlog4j2.configurationFile=classpath:dev/anicut/embedded/kafka/broker-log4j2.properties \
    -cp "$kafka_class_path" dev.anicut.embedded.kafka.Broker "$kafka_home" "$kafka_port" "$controller" \
    </dev/null >>"$log" 2>&1 &
  pid=$!
  echo "$pid" >"$kafka_home/pid"
  local deadline=$((SECONDS + 120))
  until kafka_is_ready "$pid"; do
    if ! kill -0 "$pid" 2>/dev/null || ((SECONDS > deadline)); then
      echo "anicut: Kafka did not start; the end of $log:" >&2
      tail -n 15 "$log" | sed 's/^/  /' >&2
      kill -9 "$pid" 2>/dev/null
      rm -f "$kafka_home/pid"
      return 1
    fi
    sleep 0.1
  done
  kafka_status
}

kafka_down() {
  local pid deadline=$((SECONDS + 30))
  if ! pid="$(kafka_pid)"; then
    echo "kafka      not running"
    return 0
  fi
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS > deadline)); then
      echo "anicut: Kafka did not stop within 30 s and is killed" >&2
      kill -9 "$pid"
      break
    fi
    sleep 0.1
  done
  rm -f "$kafka_home/pid" "$kafka_home/ready"
  echo "kafka      stopped, data kept in $kafka_home"
}

kafka_status() {
  local pid
  if ! pid="$(kafka_pid)"; then
    echo "kafka      not running"
    return 1
  fi
  if ! kafka_is_ready "$pid"; then
    echo "kafka      starting, pid $pid"
    return 1
  fi
  echo "kafka      running at 127.0.0.1:$(kafka_running_port), pid $pid"
}
