#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/stack.sh up|down|status [SERVICE]...

Real services on this machine, without containers, each a process of its own on 127.0.0.1; data under .anicut/
(or $ANICUT_HOME). Without a service, status tells of all and down stops all.

Services:
USAGE
  local service
  for service in "${services[@]}"; do
    printf '  %-11s %s\n' "$service" "$(sed -n 's/^# Service: //p' "$anicut_root/scripts/stack/$service.sh")"
  done
  cat <<'USAGE'

up prints where the service is reached, and does nothing where it runs already; TaskManagers that have ended it starts
again. Logs: .anicut/SERVICE/log/.

Exit codes: 0 done (status: all that were asked for run), 1 failed (status: one does not run), 2 usage.
USAGE
}

source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
stack_home="${ANICUT_HOME:-$anicut_root/.anicut}"
services=()
for file in "$anicut_root"/scripts/stack/*.sh; do
  [[ -e "$file" ]] || continue
  service="$(basename "$file" .sh)"
  services+=("$service")
  # Each defines SERVICE_up, SERVICE_down and SERVICE_status, and keeps what it needs under $stack_home/SERVICE.
  source "$file"
done

for argument in "$@"; do
  case "$argument" in -h | --help) usage; exit 0 ;; esac
done
action="${1:-}"
case "$action" in
  up | down | status) shift ;;
  "") usage >&2; exit 2 ;;
  *) echo "anicut: unknown action '$action': up, down or status" >&2; exit 2 ;;
esac
for service in "$@"; do
  if [[ " ${services[*]} " != *" $service "* ]]; then
    echo "anicut: unknown service '$service': one of ${services[*]}" >&2
    exit 2
  fi
done
if [[ $# -eq 0 ]]; then
  if [[ "$action" == up ]]; then
    echo "anicut: up needs a service: one or more of ${services[*]}" >&2
    exit 2
  fi
  set -- "${services[@]}"
fi

result=0
for service in "$@"; do
  # a subshell: what one service sets or fails at is none of the others' business
  ("${service}_$action") || result=1
done
exit "$result"
