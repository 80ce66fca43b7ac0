# A disk for checkpoints that can be filled: a small file system in memory where this user may mount one. Elsewhere the
# folders of checkpoints are moved away and files stand in their place, and so nothing can be written either.
# Sourced by drill.sh, which sets work.

disk="$work/disk"

disk_make() {
  mkdir -p "$disk"
  mount -t tmpfs -o size=256m anicut-drill "$disk" 2>/dev/null \
    || say "no file system can be mounted here: files take the place of the folders of checkpoints"
}

disk_is_mounted() { [[ "$(stat -c %m "$disk" 2>/dev/null)" == "$disk" ]]; }

# May be called again: checkpoints that were given up leave room.
disk_fill() {
  local folder
  if disk_is_mounted; then
    dd if=/dev/zero of="$disk/filler" bs=64k oflag=append conv=notrunc 2>/dev/null || true
    return
  fi
  for folder in "$disk"/*/*/; do
    folder="${folder%/}"
    [[ -d "$folder" && "$folder" != *.away ]] || continue
    mv "$folder" "$folder.away"
    : >"$folder"
  done
}

disk_free() {
  local away
  rm -f "$disk/filler"
  for away in "$disk"/*/*.away; do
    [[ -d "$away" ]] || continue
    rm -f "${away%.away}"
    mv "$away" "${away%.away}"
  done
}

disk_remove() {
  if disk_is_mounted; then umount "$disk" || umount -l "$disk"; fi
}
