#!/usr/bin/env bash
# Installs the system packages that building and testing need, where they are missing (Debian and Ubuntu).
set -euo pipefail
command -v swift >/dev/null || { echo "no Swift toolchain: install Swift 6.2 or newer and put it on PATH" >&2; exit 1; }
missing=()
for package in libssl-dev libsqlite3-dev zlib1g-dev libc-ares-dev pkg-config curl strace groff-base python3 python3-requests-oauthlib nodejs \
    php-cli php-curl ruby default-jdk-headless zsh; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
run=()
[ "$(id -u)" -eq 0 ] || run=(sudo -n)
"${run[@]}" apt-get update -q && "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy "${missing[@]}" || {
    echo "cannot install ${missing[*]}: install them as root, then run this again" >&2
    exit 1
}
