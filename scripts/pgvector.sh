#!/usr/bin/env bash
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: scripts/pgvector.sh HOME CACHE

Compiles pgvector for the PostgreSQL 17 programs in HOME (bin, lib, share) and puts it among them. Source and headers:
  ANICUT_PGVECTOR_SOURCE     a folder with pgvector's source, and
  ANICUT_POSTGRES_HEADERS    a folder with the server's headers (.../include/postgresql/17/server);
otherwise, where there is apt-get, from Debian's source package and postgresql-server-dev-17, checked by Debian's key and
kept under CACHE. Nothing is installed on the system.

Exit codes: 0 it is there, 1 it failed, 2 usage, 3 this machine lacks what is needed: standard error says what.
USAGE
}

case "${1:-}" in -h | --help) usage; exit 0 ;; esac
[[ $# -eq 2 && -x "$1/bin/postgres" ]] || { usage >&2; exit 2; }
home="$1"
mkdir -p "$2"
cache="$(cd "$2" && pwd)"
extensions="$home/share/postgresql/extension"

lacks() {
  echo "anicut: pgvector is left out: $1" >&2
  exit 3
}

[[ -e "$extensions/vector.control" ]] && exit 0
compiler="$(command -v cc || command -v gcc || true)"
[[ -n "$compiler" ]] || lacks "there is no C compiler"
[[ "$(uname)" == Linux ]] || lacks "it is compiled on Linux only; use a server of your own that has it"

# Debian's packages, by an apt of its own: neither the system's lists nor its packages change.
fetch() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg log="$cache/apt.log"
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || lacks "there is no apt-get; set ANICUT_PGVECTOR_SOURCE and ANICUT_POSTGRES_HEADERS"
  [[ -e "$keyring" ]] || lacks "$keyring is missing (package debian-archive-keyring)"
  mkdir -p "$cache"/{lists/partial,archives/partial,work}
  printf '%s [signed-by=%s] http://deb.debian.org/debian trixie main\n' deb "$keyring" deb-src "$keyring" >"$cache/sources.list"
  cat >"$cache/apt.conf" <<CONF
Dir::Etc::sourcelist "$cache/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$cache/lists";
Dir::Cache "$cache";
APT::Sandbox::User "";
Acquire::http::Timeout "20";
Acquire::Retries "1";
CONF
  export APT_CONFIG="$cache/apt.conf"
  (
    cd "$cache/work"
    apt-get -q update && apt-get -q download postgresql-server-dev-17 && apt-get -q source --download-only pgvector
  ) >"$log" 2>&1 || lacks "Debian's packages cannot be fetched: see $log"
  dpkg-deb -x "$cache"/work/postgresql-server-dev-17_*.deb "$cache/headers"
  mkdir -p "$cache/source"
  tar -xzf "$cache"/work/pgvector_*.orig.tar.gz -C "$cache/source" --strip-components=1
  rm -rf "$cache/lists" "$cache/archives" "$cache"/*pkgcache.bin
}

source="${ANICUT_PGVECTOR_SOURCE:-$cache/source}"
headers="${ANICUT_POSTGRES_HEADERS:-$cache/headers/usr/include/postgresql/17/server}"
if [[ ! -e "$source/vector.control" || ! -e "$headers/postgres.h" ]]; then
  [[ -z "${ANICUT_PGVECTOR_SOURCE:-}" && -z "${ANICUT_POSTGRES_HEADERS:-}" ]] \
    || lacks "$source or $headers does not hold what its name says"
  echo "anicut: fetching pgvector's source and PostgreSQL's headers, once" >&2
  fetch
fi

version="$(sed -n "s/^default_version = '\(.*\)'/\1/p" "$source/vector.control")"
library="$(dirname "$(find "$home/lib" -name plpgsql.so -print -quit)")"
options=(-O3 -ftree-vectorize -fassociative-math -fno-signed-zeros -fno-trapping-math)
[[ "$(uname -m)" == x86_64 ]] && options+=(-march=x86-64-v2)
echo "anicut: compiling pgvector $version" >&2
"$compiler" "${options[@]}" -fPIC -shared -I "$headers" -I "$source/src" "$source"/src/*.c -o "$cache/vector.so" -lm \
  || { echo "anicut: pgvector does not compile: see above" >&2; exit 1; }
cp "$cache/vector.so" "$library/vector.so"
cp "$source/sql/vector.sql" "$extensions/vector--$version.sql"
# last: it is what makes the extension available
cp "$source/vector.control" "$extensions/vector.control"
