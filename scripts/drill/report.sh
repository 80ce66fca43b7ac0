# What a soak came to: a line for each process and each promise. Sourced by drill.sh.

# What does not depend on whether documents came from files or a topic, and were embedded or not.
soak_rows() {
  local seen="EXISTS (SELECT FROM anicut.documents d WHERE d.content_hash = c.content_hash)"
  sql "$1" "SELECT 'documents', count(*), md5(string_agg(md5(r::text), '' ORDER BY document_id))
    FROM (SELECT document_id, content_hash, fingerprint, title, media_type, metadata FROM anicut.documents) r"
  sql "$1" "SELECT 'contents', count(*), md5(string_agg(content_hash || text_length, '' ORDER BY content_hash))
    FROM anicut.contents c WHERE $seen"
  sql "$1" "SELECT 'dead letters', scope, stage, reason, count(*) FROM anicut.dead_letters GROUP BY 2, 3, 4 ORDER BY 2, 3, 4"
}

# Contents that documents point to and of which readers do not see every passage with its vector.
not_whole() {
  sql soak "SELECT count(*) FROM
    (SELECT d.document_id, max(i.chunk_count) AS wanted FROM anicut.documents d
      LEFT JOIN anicut.indexed_contents i USING (content_hash) WHERE d.status <> 'deleted' GROUP BY 1) w
    LEFT JOIN (SELECT document_id, count(*) AS seen FROM anicut.search_chunks GROUP BY 1) s USING (document_id)
    WHERE seen IS DISTINCT FROM wanted"
}

# verdict NAME EXPECTED FOUND [SHOWN]
verdict() {
  if [[ "$2" == "$3" ]]; then
    printf '%-17s equal      %s\n' "$1" "${4:-$3}"
  else
    result=1
    printf '%-17s NOT equal  %s; expected %s\n' "$1" "$3" "$2"
  fi
}

# steady TO: documents a second in each sixth of the time, and the fewest that waited: caught up with at least once in each
steady() {
  awk -v to="$1" -v limit="$((rate * 30))" '
    $1 > to { next }
    $2 == "sent" { sent = $3 }
    $2 == "settled" && $3 > 0 {
      part = int($1 * 6 / (to + 1))
      # counted a while after what was sent
      waits = sent > $3 ? sent - $3 : 0
      if (!(part in first)) { first[part] = $3; since[part] = $1; least[part] = waits }
      last[part] = $3
      until[part] = $1
      if (waits < least[part]) least[part] = waits
      if (waits > most) most = waits
    }
    END {
      for (part = 0; part < 6; part++) {
        if (until[part] <= since[part] || least[part] > limit) grew = 1
        speeds = speeds sprintf(" %.1f", (last[part] - first[part]) / (until[part] - since[part] + 1e-9))
        waited = waited sprintf(" %d", least[part])
      }
      printf "%-17s %s documents a second by sixths:%s; least that waited:%s; most %d\n", "throughput", \
        grew ? "NOT steady" : "steady    ", speeds, waited, most
    }' "$work/samples"
}

soak_report() {
  local from="$((lasted / 6))" name expected lines
  expected="$(sed -n 's/.*"ledger":{\([^}]*\)}.*/\1/p' "$work/generated.json" | tr -d '"')"
  printf '%-17s            %s s at %s documents a second, seed %s: a TaskManager killed %s times, the other ended with it %s times, PostgreSQL killed %s times\n' \
    soak "$lasted" "$rate" "$seed" "$(grep -c taskmanager "$work/blows")" "$(grep -c taskmanager-1 "$work/started")" \
    "$(grep -c postgres "$work/blows")"
  verdict ledger "$expected" "$(ledger soak)"
  soak_rows undisturbed >"$work/undisturbed.rows"
  soak_rows soak >"$work/soak.rows"
  verdict rows "$(cat "$work/undisturbed.rows")" "$(cat "$work/soak.rows")" "to a backfill of the same from files"
  verdict "not whole" 0 "$(not_whole)"
  verdict events "$(cat "$work/sent")" "$("$anicut_root/scripts/kafka.sh" consume anicut.events --timeout-ms 10000 2>/dev/null | wc -l)"
  lines="$(
    steady "$lasted"
    for name in jobmanager taskmanager-1 command; do trend "$name" "$work/samples"; done
    for name in jobmanager taskmanager-1; do inside "$name" "$from" "$lasted" "$work/samples"; done
    for name in taskmanager-2 postgres kafka; do printf '%-17s            at most %s MB\n' "$name" "$(most "$name" "$work/samples")"; done
  )"
  echo "$lines"
  [[ "$lines" != *NOT* ]] || result=1
}
