#!/bin/bash
# A throw-away PostgreSQL server on loopback, all in one folder.
#
#   postgres.sh FOLDER PORT      user "test", no password, database "postgres"
#
# Says "ready" when it answers, and runs until its standard input closes: so it never outlives its caller.
# PostgreSQL refuses to run as root; then it runs as the user that its package made.
set -euo pipefail

folder=$(realpath "$1") port=$2
programs=$(find /usr/lib/postgresql /usr/local -name initdb -path '*bin*' 2>/dev/null | sort -V |
    while read -r one; do [ ! -x "${one%/*}/pg_isready" ] || echo "${one%/*}"; done | tail -n 1)
as_user=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as_user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

cd "$folder"
"${as_user[@]}" "$programs/initdb" -D data -U test --auth=trust --no-sync -E UTF8 >start.log 2>&1
"${as_user[@]}" "$programs/postgres" -D data -p "$port" -c listen_addresses=127.0.0.1 -c "unix_socket_directories=" \
    -c fsync=off -c max_connections=60 >>start.log 2>&1 &
server=$!
trap 'kill -QUIT $server 2>/dev/null || true; wait 2>/dev/null || true' EXIT
for _ in $(seq 300); do
    "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" && break
    kill -0 $server 2>/dev/null || { echo "the server does not start"; exit 1; }
    sleep 0.1
done
echo ready
cat >/dev/null
