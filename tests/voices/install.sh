#!/bin/sh
# Installs the synthetic voices that make test calls: espeak-ng, flite and SVOX Pico, from Debian or Ubuntu.
# Does nothing where they are there already. The tests that need a voice that cannot be had are left out.
set -u

wanted() {
    command -v espeak-ng >/dev/null || echo espeak-ng
    command -v flite >/dev/null || echo flite
    command -v pico2wave >/dev/null || echo libttspico-utils # in Debian non-free
}

leave_out() {
    echo "Left out: the tests that speak with the voices of $(wanted | tr '\n' ' ')($1)." >&2
    exit 0
}

[ -z "$(wanted)" ] && exit 0
command -v apt-get >/dev/null || leave_out "there is no apt-get; install them by hand to run them"

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    leave_out "no root; run 'sudo apt-get install' for them"
fi

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { # one by one: a package that this system does not offer must not keep the others away
    for package in $(wanted); do
        $as_root apt-get install -y --no-install-recommends "$package" >>"$log" 2>&1
    done
}

install
[ -z "$(wanted)" ] && exit 0
$as_root apt-get update >>"$log" 2>&1
install
[ -z "$(wanted)" ] || { tail -n 3 "$log" >&2; leave_out "the packages are not offered here"; }
