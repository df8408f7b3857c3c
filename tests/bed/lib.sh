# What tests/run and tests/bench/run share. Sourced, from the top folder of the project.

# need_packages PROGRAM:PACKAGE...: installs the Debian packages whose program, or file, is missing.
need_packages() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || compgen -G "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "$0: these Debian packages are missing, and only root can install them: ${missing[*]}" >&2
    exit 1
  fi
  local guard=/usr/sbin/policy-rc.d made=
  if [ ! -e "$guard" ]; then # packages must not start their servers
    printf '#!/bin/sh\nexit 101\n' >"$guard" && chmod +x "$guard" && made=1
  fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  local failed=
  "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}" || failed=1
  if [ -n "$made" ]; then rm -f "$guard"; fi
  if [ -n "$failed" ]; then
    echo "$0: these Debian packages could not be installed: ${missing[*]}" >&2
    exit 1
  fi
}

# Samba's ports (88, 389, 636) are fixed and low.
need_low_ports() {
  [ "$(id -u)" != 0 ] || return 0
  [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 88 ] || return 0
  (( 0x$(awk '/^CapAmb/ { print $2 }' /proc/self/status) >> 10 & 1 )) && return 0
  cat >&2 <<END
$0: Samba needs ports below 1024. Run this as root, or with
    sudo setpriv --reuid=\$USER --regid=\$USER --init-groups --inh-caps=+net_bind_service \\
      --ambient-caps=+net_bind_service $0
or lower net.ipv4.ip_unprivileged_port_start to 88.
END
  exit 1
}

# in_bed COMMAND...: runs it with a temporary folder for the servers' files; afterwards nothing of it is left.
in_bed() {
  bed=$(mktemp -d "${TMPDIR:-/tmp}/latchkey-bed.XXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT TERM HUP
  # A job of its own, so that a signal to this script is handled at once.
  LATCHKEY_BED=$bed "$@" &
  wait $!
}

# Whatever started in the bed has its name in the environment; this script itself has not.
clean_up() {
  local status=$? alive=1 pid round
  trap - EXIT INT TERM HUP
  for round in 1 2 3 4 5 6 7 8 9 10; do
    alive=
    for pid in /proc/[0-9]*; do
      if grep -qsz "^LATCHKEY_BED=$bed\$" "$pid/environ"; then
        if kill -KILL "${pid#/proc/}" 2>/dev/null; then alive=1; fi
      fi
    done
    [ -n "$alive" ] || break
    sleep 0.1
  done
  rm -rf "$bed"
  exit "$status"
}
