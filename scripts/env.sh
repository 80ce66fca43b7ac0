# Shared by the scripts: finds Java and runs a main of the jobs module.
# Sourced, not run.

anicut_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# Where data, logs and configuration are kept, whatever folder a script is called from.
export ANICUT_HOME="${ANICUT_HOME:-$anicut_root/.anicut}"
# How to reach the PostgreSQL of scripts/stack.sh; the file is there while the server is up.
export ANICUT_POSTGRES_CONFIG="$ANICUT_HOME/postgres-service/connection.yaml"

source "$anicut_root/scripts/build.sh"

anicut_java() {
  local java release version
  if [[ -n "${JAVA_HOME:-}" && -x "$JAVA_HOME/bin/java" ]]; then
    java="$JAVA_HOME/bin/java"
  elif ! java="$(command -v java)"; then
    echo "anicut: no Java found: install JDK 17 or set JAVA_HOME" >&2
    exit 2
  fi
  # asked of the file beside it, for a JVM takes a while to say so
  release="$(dirname "$(dirname "$(readlink -f "$java")")")/release"
  version="$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$release" 2>/dev/null || true)"
  if [[ -n "$version" && "$version" -lt 17 ]]; then
    echo "anicut: $java is Java $version: install JDK 17 or set JAVA_HOME" >&2
    exit 2
  fi
  printf '%s' "$java"
}

# The command line of the cluster to submit to: Flink's own.
anicut_flink() {
  stack_home="${ANICUT_HOME:-$anicut_root/.anicut}"
  source "$anicut_root/scripts/stack/flink.sh"
  flink_cli
}

# Java encodes file names as the locale does: in one that has no more than ASCII it finds no other file.
anicut_locale() {
  if [[ "$(locale charmap 2>/dev/null)" != UTF-8 ]]; then
    [[ "$(uname)" == Darwin ]] && export LC_ALL=en_US.UTF-8 || export LC_ALL=C.UTF-8
  fi
}

# anicut_class_archive CLASS: sets $class_archive, the JVM's options for classes that are loaded and checked already. The
# first backfill of a build writes the archive as it ends; a JVM that cannot use one loads classes as ever.
anicut_class_archive() {
  local archive="$anicut_root/jobs/target/classes.jsa"
  if [[ "$archive" -nt "$anicut_root/jobs/target/.complete" ]]; then
    class_archive=(-Xlog:cds=off "-XX:SharedArchiveFile=$archive")
  elif [[ "$1" == dev.anicut.jobs.BackfillJob && -w "$anicut_root/jobs/target" ]]; then
    class_archive=(-Xlog:cds=off -Xlog:cds+dynamic=off "-XX:ArchiveClassesAtExit=$archive")
  else
    class_archive=(-Xlog:cds=off)
  fi
}

# anicut_main CLASS [ARGUMENT]...
anicut_main() {
  local main="$1" java class_archive
  java="$(anicut_java)" || exit
  shift
  anicut_locale
  anicut_class_archive "$main"
  # file systems such as s3, each in a folder of its own, as in a Flink distribution
  export FLINK_PLUGINS_DIR="${FLINK_PLUGINS_DIR:-$anicut_root/plugins}"
  exec "$java" \
    "@$anicut_root/scripts/jvm.options" "-Danicut.log.file=$ANICUT_HOME/logs/anicut.log" -Xmx"${ANICUT_HEAP:-1g}" "${class_archive[@]}" \
    ${ANICUT_JAVA_OPTS:-} \
    -cp "$anicut_root/jobs/target/anicut-jobs.jar:$anicut_root/jobs/target/lib/*" "$main" "$@"
}
