#!/bin/sh
# Installs the Debian packages named on the command line that are not there yet, and says so.
# A machine that has all of them is not touched, and needs neither root nor a network.
set -eu

missing=""
for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "skyplan needs these packages (by Debian's names):$missing" >&2
    echo "there is no apt-get here: install them your way, then run this again" >&2
    exit 1
fi
root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "installing$missing needs root or sudo" >&2; exit 1; }
    root="sudo"
fi
echo "installing with apt-get:$missing"
# Several runs at once wait for each other, and a list of packages that is a little old will do.
$root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update >/dev/null || true
# shellcheck disable=SC2086 # a list of words
$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing >/dev/null
