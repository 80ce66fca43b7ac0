# Service: a test double of an OpenAI-compatible server, no language model; ANICUT_LLM_OPTS=--help up llm tells its options
#
# ANICUT_LLM_PORT          its port on 127.0.0.1 (8089)
# ANICUT_LLM_OPTS          its behaviour: "--latency 200ms --faults rate-limit=0.2"
# ANICUT_LLM_OPTIONS_FILE  the same in a file, over lines and with # comments
# ANICUT_LLM_HEAP          its heap (512m)
# Sourced by stack.sh.

llm_home="$stack_home/llm"
[[ "$llm_home" == /* ]] || llm_home="$PWD/$llm_home"
llm_port="${ANICUT_LLM_PORT:-8089}"

# The double's process, if it runs: a pid that is another's by now does not count, be it the double of another home.
llm_pid() {
  local pid
  pid="$(cat "$llm_home/pid" 2>/dev/null)" || return 1
  [[ "$(ps -ww -o args= -p "$pid" 2>/dev/null) " == *"dev.anicut.llmdouble.LlmDoubleMain "*" --log $llm_home/log "* ]] \
    && printf '%s' "$pid"
}

llm_up() {
  local pid
  if [[ " ${ANICUT_LLM_OPTS:-} " == *" --help "* ]]; then
    cat "$anicut_root/llm-double/src/main/resources/dev/anicut/llmdouble/options.txt"
    return
  fi
  if pid="$(llm_pid)"; then
    echo "llm: runs already at $(<"$llm_home/url") (a test double, process $pid)"
    return
  fi
  anicut_make llm-double package "the LLM double, once" pom.xml llm-double || return 1
  mkdir -p "$llm_home/log"
  rm -f "$llm_home/url"
  local options=()
  if [[ -n "${ANICUT_LLM_OPTIONS_FILE:-}" ]]; then
    options+=(--options "$ANICUT_LLM_OPTIONS_FILE")
  fi
  # shellcheck disable=SC2206 # options are words
  set -f; options+=(${ANICUT_LLM_OPTS:-}); set +f
  nohup "$(anicut_java)" -Xmx"${ANICUT_LLM_HEAP:-512m}" -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError \
    -cp "$anicut_root/llm-double/target/anicut-llm-double.jar:$anicut_root/llm-double/target/lib/*" \
    dev.anicut.llmdouble.LlmDoubleMain --port "$llm_port" --log "$llm_home/log" \
    ${options[@]+"${options[@]}"} >"$llm_home/log/llm.out" 2>"$llm_home/log/llm.err" </dev/null &
  pid=$!
  echo "$pid" >"$llm_home/pid"
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if grep -q ' at http' "$llm_home/log/llm.out" 2>/dev/null; then
      sed -n 's/.* at \(http.*\)/\1/p' "$llm_home/log/llm.out" >"$llm_home/url"
      echo "llm: a test double without a language model at $(<"$llm_home/url"), model anicut-double;" \
        "requests are logged in $llm_home/log/requests.jsonl"
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  llm_stop "$pid"
  cat "$llm_home/log/llm.err" >&2
  echo "anicut: the LLM double did not start: see $llm_home/log" >&2
  return 1
}

llm_stop() {
  local pid="$1" tries
  kill "$pid" 2>/dev/null || true
  for ((tries = 0; tries < 100; tries++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$llm_home/pid" "$llm_home/url"
}

llm_down() {
  local pid
  if pid="$(llm_pid)"; then
    llm_stop "$pid"
    echo "llm: stopped"
  else
    rm -f "$llm_home/pid" "$llm_home/url"
    echo "llm        down"
  fi
}

llm_status() {
  local pid
  if pid="$(llm_pid)"; then
    echo "llm: runs at $(<"$llm_home/url") (a test double, process $pid)"
  else
    echo "llm        down"
    return 1
  fi
}
