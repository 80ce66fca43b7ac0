# Memory of the processes of a soak over time: samples, a line "SECOND NAME VALUE" each, and what they come to.
# Sourced by drill.sh. Megabytes throughout.

# memory PID: of a process and all below it; pages that several share are counted once
memory() {
  local pid pids=("$1") i=0
  while ((i < ${#pids[@]})); do
    for pid in $(pgrep -P "${pids[i]}"); do pids+=("$pid"); done
    i=$((i + 1))
  done
  (cd /proc && cat "${pids[@]/%//smaps_rollup}" 2>/dev/null) | awk '/^Pss:/ { kb += $2 } END { if (kb) printf "%.1f\n", kb / 1024 }'
}

# jvm NAME: what a process of Flink tells of its JVM, a line "NAME.WHAT VALUE" each
jvm() {
  flink_get /metrics "$1" | awk -v name="$1" '
    /^flink_(task|job)manager_Status_JVM_/ {
      what = $1
      sub(/{.*/, "", what)
      sub(/^flink_(task|job)manager_Status_JVM_/, "", what)
      value = $NF
    }
    what == "Memory_Heap_Used" { print name ".heap", value / 1048576 }
    what == "Memory_Metaspace_Used" { print name ".metaspace", value / 1048576 }
    what == "Memory_Direct_MemoryUsed" { print name ".direct", value / 1048576 }
    what == "Threads_Count" { print name ".threads", value }
    { what = "" }'
}

# trend NAME SAMPLES: the longest life of a process, less its first sixth: memory at its begin and its end, each the mean of a
# minute, and the growth an hour along the line of least squares; flat where that line rises by no more than a twentieth
trend() {
  awk -v name="$1" '
    $2 == name ".pid" && $3 != pid { pid = $3; life++ }
    $2 == name { at[life, ++samples[life]] = $1; held[life, samples[life]] = $3 }
    END {
      for (l = 1; l <= life; l++) {
        span = at[l, samples[l]] - at[l, 1]
        if (span > longest) { longest = span; best = l }
      }
      to = at[best, samples[best]]
      from = to - longest * 5 / 6
      for (i = 1; i <= samples[best]; i++) {
        x = at[best, i]
        y = held[best, i]
        if (x < from) continue
        n++; sx += x; sy += y; sxx += x * x; sxy += x * y
        if (x < from + 60) { first += y; firsts++ }
        if (x > to - 60) { last += y; lasts++ }
      }
      if (n < 3) { printf "%-17s NOT flat   too few samples\n", name; exit }
      slope = (n * sxy - sx * sy) / (n * sxx - sx * sx)
      printf "%-17s %s  %.0f MB after %.0f min of its %.0f, %.0f MB at the end, %+.0f MB an hour%s\n", name, \
        slope * (to - from) <= 0.05 * first / firsts ? "flat     " : "NOT flat ", first / firsts, longest / 360, longest / 60, \
        last / lasts, slope * 3600, (life > 1 ? "; the longest of " life " lives" : "")
    }' "$2"
}

# inside NAME FROM TO SAMPLES: a JVM in the first and the last sixth of that time: what is left of the heap when it was
# collected, and the most of the others
inside() {
  awk -v name="$1" -v from="$2" -v to="$3" '
    index($2, name ".") == 1 && $1 >= from && $1 <= to {
      what = substr($2, length(name) + 2)
      part = $1 < from + (to - from) / 6 ? "first" : $1 > to - (to - from) / 6 ? "last" : ""
      if (part == "") next
      key = part SUBSEP what
      if (!(key in seen) || (what == "heap" ? $3 < seen[key] : $3 > seen[key])) seen[key] = $3
    }
    function change(what) { return sprintf("%s %.0f to %.0f", what, seen["first", what], seen["last", what]) }
    END {
      printf "%-17s            %s MB, %s MB, %s MB, %s\n", name, \
        change("heap"), change("metaspace"), change("direct"), change("threads")
    }' "$4"
}

# most NAME SAMPLES
most() { awk -v name="$1" '$2 == name && $3 > most { most = $3 } END { printf "%.0f", most }' "$2"; }
