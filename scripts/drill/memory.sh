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

# trend NAME FROM TO SAMPLES: memory at FROM and at TO as means of a minute, and the growth an hour along the line of least
# squares between them; flat where that line rises by no more than a twentieth
trend() {
  awk -v name="$1" -v from="$2" -v to="$3" '
    $2 == name && $1 >= from && $1 <= to {
      n++; x += $1; y += $3; xx += $1 * $1; xy += $1 * $3
      if ($1 < from + 60) { first += $3; firsts++ }
      if ($1 > to - 60) { last += $3; lasts++ }
    }
    END {
      if (!firsts || !lasts || n < 3) { printf "%-17s NOT flat   too few samples\n", name; exit }
      slope = (n * xy - x * y) / (n * xx - x * x)
      growth = slope * (to - from)
      printf "%-17s %s  %.0f MB after %.0f min, %.0f MB at the end, %+.0f MB an hour\n", name, \
        growth <= 0.05 * first / firsts ? "flat     " : "NOT flat ", first / firsts, from / 60, last / lasts, slope * 3600
    }' "$4"
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
