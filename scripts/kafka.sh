#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/kafka.sh topics
       scripts/kafka.sh create TOPIC [PARTITIONS]
       scripts/kafka.sh produce TOPIC [OPTION]...
       scripts/kafka.sh consume TOPIC [OPTION]...

Kafka's own console tools, against the broker of scripts/stack.sh up kafka or $ANICUT_KAFKA_BOOTSTRAP.

  topics    lists the topics
  create    makes a topic (1 partition), and does nothing where it is there
  produce   sends each line of standard input, KEY<TAB>VALUE or VALUE alone; the value \N is null, a tombstone
  consume   prints KEY<TAB>VALUE from the beginning until stopped, of committed transactions only;
            null is printed as \N

OPTIONs go to kafka-console-producer and kafka-console-consumer, for example --max-messages 10 --timeout-ms 5000.

Exit codes: 0 done, 1 failed, 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

for argument in "$@"; do
  case "$argument" in -h | --help) usage; exit 0 ;; esac
done
action="${1:-}"
topic="${2:-}"
case "$action" in
  topics) ;;
  create | produce | consume)
    if [[ -z "$topic" || "$topic" == -* ]]; then
      echo "anicut: $action needs the name of a topic" >&2
      exit 2
    fi
    shift 2
    ;;
  "") usage >&2; exit 2 ;;
  *) echo "anicut: unknown action '$action': topics, create, produce or consume" >&2; exit 2 ;;
esac

bootstrap="${ANICUT_KAFKA_BOOTSTRAP:-127.0.0.1:${ANICUT_KAFKA_PORT:-9092}}"
first="${bootstrap%%,*}"
if ! (exec 3<>"/dev/tcp/${first%:*}/${first##*:}") 2>/dev/null; then
  echo "anicut: no broker at $first: scripts/stack.sh up kafka starts one, ANICUT_KAFKA_BOOTSTRAP names another" >&2
  exit 1
fi
anicut_kafka_build

# tool CLASS [ARGUMENT]...
tool() {
  "$(anicut_java)" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dlog4j2.configurationFile=classpath:dev/anicut/embedded/kafka/broker-log4j2.properties \
    -cp "$kafka_class_path" "org.apache.kafka.tools.$1" --bootstrap-server "$bootstrap" "${@:2}"
}

case "$action" in
  topics) tool TopicCommand --list ;;
  create)
    partitions="${1:-1}"
    if [[ ! "$partitions" =~ ^[1-9][0-9]*$ ]]; then
      echo "anicut: partitions is '$partitions': a number from 1 is accepted" >&2
      exit 2
    fi
    tool TopicCommand --create --if-not-exists --topic "$topic" --partitions "$partitions"
    ;;
  produce)
    tool ConsoleProducer --topic "$topic" --reader-property parse.key=true --reader-property ignore.error=true \
      --reader-property null.marker='\N' "$@"
    ;;
  consume)
    tool consumer.ConsoleConsumer --topic "$topic" --from-beginning --isolation-level read_committed \
      --formatter-property print.key=true --formatter-property null.literal='\N' "$@"
    ;;
esac
