#!/bin/sh
# Installs what the tests of the pages need: Debian's or Ubuntu's Chromium with its driver, and axe-core, which
# finds what people with disabilities would stumble over (from npm, into .cache/). Does nothing where they are
# there already. Where they cannot be had, the tests that need them are left out.
set -u
cd "$(dirname "$0")/../.." || exit 0

axe=4.11.0

leave_out() {
    echo "Left out: $1 ($2)." >&2
}

if ! { command -v chromedriver && { command -v chromium || command -v google-chrome; }; } >/dev/null; then
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    install() { $as_root apt-get install -y --no-install-recommends chromium chromium-driver >"$log" 2>&1; }
    command -v apt-get >/dev/null && { install || { $as_root apt-get update >"$log" 2>&1 && install; }; }
    rm -f "$log"
    command -v chromedriver >/dev/null || leave_out "the tests in a browser" "install chromium and chromium-driver"
fi

if [ ! -f ".cache/axe-$axe/package/axe.min.js" ]; then
    mkdir -p ".cache/axe-$axe"
    (cd ".cache/axe-$axe" && tar -xzf "$(npm pack --silent "axe-core@$axe" 2>/dev/null)" package/axe.min.js) 2>/dev/null ||
        leave_out "the accessibility test by axe-core" "npm cannot fetch it"
fi
exit 0
