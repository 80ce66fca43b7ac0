#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/docs.sh

Writes docs/configuration.md from the options in the code.

Exit codes: 0 done, 1 failed, 2 usage.
USAGE
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "") ;;
  *) usage >&2; exit 2 ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./mvnw -q -B -pl jobs -am test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Danicut.write.docs=true
echo "docs/configuration.md is written"
