# Service: PostgreSQL 17, durable, with pgvector where it can be had, on port 5432 or the next one free
# Sourced by stack.sh.
#
#   ANICUT_POSTGRES_PORT    the port
#   ANICUT_POSTGRES_HOME    programs of PostgreSQL 17 with pgvector (bin, lib, share) to use in place of those found

postgres_home="$stack_home/postgres-service"
[[ "$postgres_home" == /* ]] || postgres_home="$PWD/$postgres_home"

# An installed PostgreSQL 17 that has pgvector.
postgres_installed() {
  local home share
  for home in ${ANICUT_POSTGRES_HOME:+"$ANICUT_POSTGRES_HOME"} /usr/lib/postgresql/17 /usr/pgsql-17 \
    /opt/homebrew/opt/postgresql@17 /usr/local/opt/postgresql@17; do
    for share in "$home/share/postgresql" "$home/share" /usr/share/postgresql/17 "$home/share/postgresql@17"; do
      if [[ -x "$home/bin/postgres" && -x "$home/bin/initdb" && -e "$share/extension/vector.control" ]]; then
        printf '%s' "$home"
        return
      fi
    done
  done
  return 1
}

# postgres_service COMMAND ARGUMENT...: see PostgresService
postgres_service() {
  local lib="$anicut_root/jobs/target/lib" path
  case "$1" in
    # asked often: without a logger they start in half the time
    create | query | await)
      path="$(printf '%s:' "$lib"/{anicut-embedded-postgres,postgresql,slf4j-api,commons-compress,commons-io,xz}-*.jar)"
      # an empty entry would be the folder that the script is called in
      path="${path%:}"
      ;;
    *) path="$lib/*" ;;
  esac
  "$(anicut_java)" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m -Dslf4j.internal.verbosity=ERROR \
    -Danicut.log.file="$postgres_home/log/service.log" \
    ${postgres_programs:+"-Danicut.postgres.home=$postgres_programs"} \
    -cp "$path" dev.anicut.embedded.PostgresService "$@"
}

postgres_port() {
  local port
  for port in "${ANICUT_POSTGRES_PORT:-}" "$(cat "$postgres_home/port" 2>/dev/null)"; do
    [[ -n "$port" ]] && printf '%s' "$port" && return
  done
  for ((port = 5432; port < 5452; port++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s' "$port"
}

postgres_up() {
  local port unpacked
  [[ -e "$postgres_home/connection.yaml" ]] && postgres_status >/dev/null && { postgres_status; return; }
  anicut_build || return 1
  mkdir -p "$postgres_home/log"
  if ! postgres_programs="$(postgres_installed)"; then
    unpacked="$(postgres_service unpack "$postgres_home")" || return 1
    # without pgvector search is exact, which is right for some ten thousand passages
    "$anicut_root/scripts/pgvector.sh" "$unpacked" "$postgres_home/pgvector" || true
  fi
  port="$(postgres_service up "$postgres_home" "$(postgres_port)")" || return 1
  printf '%s\n' "$port" >"$postgres_home/port"
  # commands without postgres.url take it from here; --config takes it too
  cat >"$postgres_home/connection.yaml" <<YAML
postgres:
  url: jdbc:postgresql://127.0.0.1:$port/anicut
  user: anicut
  password: \${file:$postgres_home/password}
YAML
  postgres_status
}

postgres_down() {
  rm -f "$postgres_home/connection.yaml"
  if [[ -d "$postgres_home/data" ]]; then
    postgres_programs="$(postgres_installed || true)"
    postgres_service down "$postgres_home" || return 1
  fi
  echo "postgres   down"
}

postgres_status() {
  local pid port
  pid="$(head -n 1 "$postgres_home/data/postmaster.pid" 2>/dev/null)"
  if [[ -z "$pid" || "$(ps -ww -o args= -p "$pid" 2>/dev/null)" != *"$postgres_home/data"* ]]; then
    echo "postgres   down"
    return 1
  fi
  port="$(cat "$postgres_home/port")"
  printf 'postgres   up    jdbc:postgresql://127.0.0.1:%s/anicut  user anicut, password in %s, pid %s\n' \
    "$port" "$postgres_home/password" "$pid"
}
