# What scripts run is built when a source is newer than the build before it; of two scripts at once one builds, and the
# other waits for it. Sourced by env.sh, which sets anicut_root.

# anicut_fresh MARKER SOURCE...: whether no source, a module's folder or a file, is newer
anicut_fresh() {
  local marker="$1"
  shift
  [[ -f "$marker" ]] && (
    cd "$anicut_root" || exit
    [[ -z "$(find "$@" -path '*/target' -prune -o -type f \( -path '*/src/main/*' -o -name pom.xml \) -newer "$marker" -print -quit)" ]]
  )
}

# anicut_make MODULE GOALS WHAT SOURCE...: builds a module and those it stands on, unless it is fresh
anicut_make() {
  local module="$1" goals="$2" what="$3" marker="$anicut_root/$1/target/.complete"
  shift 3
  anicut_fresh "$marker" "$@" && return
  mkdir -p "$anicut_root/.anicut"
  (
    if command -v flock >/dev/null && ! flock -n 9; then
      echo "anicut: another build is under way here: waiting for it" >&2
      flock 9
    fi
    anicut_fresh "$marker" "$@" && exit
    echo "anicut: building $what" >&2
    # shellcheck disable=SC2086 # goals are words
    cd "$anicut_root" \
      && ./mvnw -B -ntp -DskipTests -Dspotless.check.skip -Denforcer.skip -pl "$module" -am $goals 2>&1 9>&- \
        | grep --line-buffered -E '^\[INFO\] Building anicut|ERROR' \
        | sed -u -E -e 's/^\[INFO\] (Building anicut[^ ]*).*/  \1/' >&2 \
      && touch "$marker"
  ) 9>"$anicut_root/.anicut/build.lock" \
    || { echo "anicut: the build failed: see above, or run ./mvnw -pl $module -am $goals" >&2; return 1; }
}

# The jobs, for this machine and for a cluster.
anicut_build() {
  anicut_java >/dev/null || exit
  anicut_make jobs package "Anicut, which takes a minute or two the first time (dependencies are downloaded once)" \
    pom.xml model embedded-postgres operators sinks jobs
}

# The broker; afterwards $kafka_class_path is its class path.
anicut_kafka_build() {
  anicut_java >/dev/null || exit
  anicut_make embedded-kafka compile "the Kafka broker (its jars, about 50 MB, are downloaded once)" pom.xml embedded-kafka \
    || return
  kafka_class_path="$anicut_root/embedded-kafka/target/classes"
  kafka_class_path+=":$(cat "$kafka_class_path/dev/anicut/embedded/kafka/broker.classpath")"
}
