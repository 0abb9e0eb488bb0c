#!/bin/sh
# Installs the real S3 server that the storage tests run against: Ceph's gateway, from Debian or Ubuntu.
# Does nothing where it is there already. Where it cannot be installed, the tests that need it are left out.
set -u

packages="radosgw ceph-mon ceph-osd ceph-common"

is_there() {
    for program in radosgw radosgw-admin ceph-mon ceph-osd ceph ceph-authtool monmaptool; do
        command -v "$program" >/dev/null || return 1
    done
}

leave_out() {
    echo "Left out: the storage tests against Ceph ($1). The same tests run against a folder and moto." >&2
    exit 0
}

is_there && exit 0
command -v apt-get >/dev/null || leave_out "there is no apt-get; install $packages by hand to run them"

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    leave_out "no root; run 'sudo apt-get install --no-install-recommends $packages' to run them"
fi

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { $as_root apt-get install -y --no-install-recommends $packages >"$log" 2>&1; }

install || { $as_root apt-get update >"$log" 2>&1 && install; }
is_there || { tail -n 3 "$log" >&2; leave_out "the packages could not be installed"; }
