#!/bin/sh
# Installs the real servers that tests run against: Ceph's S3 gateway and PostgreSQL, from Debian or Ubuntu.
# Does nothing where they are there already. Where one cannot be installed, the tests that need it are left out.
set -u

ceph="radosgw ceph-mon ceph-osd ceph-common"

has_ceph() {
    for program in radosgw radosgw-admin ceph-mon ceph-osd ceph ceph-authtool monmaptool; do
        command -v "$program" >/dev/null || return 1
    done
}

has_postgres() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }

wanted=""
has_ceph || wanted="$ceph"
has_postgres || wanted="$wanted postgresql"
[ -z "$wanted" ] && exit 0

leave_out() {
    echo "Left out: the tests against a real server of$missing ($1)." >&2
    echo "The same tests run against a folder, moto and SQLite." >&2
    exit 0
}
missing=""
has_ceph || missing=" Ceph"
has_postgres || missing="$missing PostgreSQL"

command -v apt-get >/dev/null || leave_out "there is no apt-get; install $wanted by hand to run them"

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    leave_out "no root; run 'sudo apt-get install --no-install-recommends $wanted' to run them"
fi

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { $as_root apt-get install -y --no-install-recommends $wanted >"$log" 2>&1; }

install || { $as_root apt-get update >"$log" 2>&1 && install; }
has_ceph && has_postgres || { tail -n 3 "$log" >&2; leave_out "the packages could not be installed"; }
