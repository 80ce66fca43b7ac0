#!/usr/bin/env bash
# Writes docs/configuration.md from the options in the code.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./mvnw -q -B -pl jobs -am test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Danicut.write.docs=true
echo "docs/configuration.md is written"
