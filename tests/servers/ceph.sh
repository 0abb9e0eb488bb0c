#!/bin/bash
# A throw-away S3 server: Ceph with one monitor, one disk and one gateway, on loopback, all in one folder.
#
#   ceph.sh FOLDER GATEWAY_PORT MONITOR_PORT      access key "test", secret key "testing"
#
# Says "ready" when it answers, and runs until its standard input closes: so it never outlives its caller.
set -euo pipefail

folder=$(realpath "$1") gateway=$2 monitor=$3
cd "$folder"
mkdir -p mon osd run log
export CEPH_CONF=$folder/ceph.conf

daemons=()
stop() {
    trap - EXIT
    kill -9 "${daemons[@]}" 2>/dev/null || true
    wait 2>/dev/null || true
}
trap stop EXIT

configure() {
    cat >"$CEPH_CONF" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = v2:127.0.0.1:$monitor
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
keyring = $folder/keyring
run dir = $folder/run
crash dir = $folder/run
admin socket = $folder/run/\$name.asok
log file = $folder/log/\$name.log
pid file =
# one disk holds the only copy of everything
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
[mon]
mon data = $folder/mon
mon cluster log file = $folder/log/cluster.log
mon data avail crit = 1
paxos propose interval = 0.05
[osd]
osd data = $folder/osd
osd objectstore = bluestore
bluestore block create = true
bluestore block size = 4294967296
bluestore cache autotune = false
bluestore cache size = 67108864
osd memory target = 939524096
osd class update on start = false
[client]
rgw frontends = beast endpoint=127.0.0.1:$gateway
rgw data = $folder/run
rgw override bucket index max shards = 1
rgw num control oids = 1
CONF
}

start_monitor() {
    ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
    ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
    ceph-authtool keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
    fsid=$(ceph-conf --lookup fsid)
    monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$monitor]" monmap
    ceph-mon -i a --mkfs --monmap monmap --keyring keyring
    ceph-mon -i a -f &
    daemons+=($!)
}

start_disk() {
    uuid=$(cat /proc/sys/kernel/random/uuid)
    timeout 60 ceph osd new "$uuid" 0
    ceph-osd -i 0 --mkfs --osd-uuid "$uuid"
    ceph-osd -i 0 -f &
    daemons+=($!)
    for _ in $(seq 300); do
        ceph --admin-daemon run/osd.0.asok status 2>/dev/null | grep -q '"state": "active"' && return
        sleep 0.1
    done
    echo "the disk does not start" >&2
    return 1
}

start_gateway() {
    timeout 120 radosgw-admin user create --uid=test --display-name=test --access-key=test --secret=testing
    radosgw -n client.admin -f &
    daemons+=($!)
    for _ in $(seq 300); do
        (: >"/dev/tcp/127.0.0.1/$gateway") 2>/dev/null && return
        sleep 0.1
    done
    echo "the gateway does not answer" >&2
    return 1
}

{
    configure
    start_monitor
    start_disk
    start_gateway
} >log/start.log 2>&1
echo ready
cat >/dev/null
