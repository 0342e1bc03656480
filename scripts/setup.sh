#!/usr/bin/env bash
# Makes the machine ready to build Martlet: checks Swift, and installs the system libraries that are missing.
# Safe to run again and again (nothing is done when nothing is missing); never asks a question.
set -euo pipefail

swift_needed=6.2

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

check_swift() {
    local version
    command -v swift >/dev/null || fail "Swift $swift_needed or newer is needed and no 'swift' is on PATH: see https://www.swift.org/install/linux"
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "'swift --version' does not name a version; Swift $swift_needed or newer is needed: see https://www.swift.org/install/linux"
    [ "$(printf '%s\n' "$swift_needed" "$version" | sort -V | head -n 1)" = "$swift_needed" ] ||
        fail "Swift $swift_needed or newer is needed, $version is on PATH ($(command -v swift)): see https://www.swift.org/install/linux"
}

# Files rather than packages are looked for, so that libraries built by hand and other distributions count too.
has_header() {
    local folder
    for folder in /usr/include "/usr/include/$(uname -m)-linux-gnu" /usr/local/include; do
        [ -e "$folder/$1" ] && return 0
    done
    return 1
}

has_library() {
    local folder
    for folder in /usr/lib /usr/lib64 "/usr/lib/$(uname -m)-linux-gnu" /usr/local/lib; do
        [ -e "$folder/$1" ] && return 0
    done
    return 1
}

missing_packages() {
    has_header oneapi/dnnl/dnnl.h || echo libdnnl-dev
    has_header hwy/highway.h || echo libhwy-dev
    has_header zlib.h || echo zlib1g-dev
    has_header jpeglib.h || echo libjpeg-dev
    has_header png.h || echo libpng-dev
    # Opened at run time, when something is downloaded.
    has_library libcurl.so.4 || has_library libcurl-gnutls.so.4 || echo libcurl4
    # Opened at run time, any build of it serves; this one shares its threads with oneDNN.
    has_library libopenblas.so.0 || echo libopenblas0-openmp
}

install() {
    local as_root=()
    command -v apt-get >/dev/null ||
        fail "missing, and not installable here without apt; install what your distribution calls: $*"
    if [ "$(id -u)" -ne 0 ]; then
        # -n: a password prompt would be a question.
        { command -v sudo >/dev/null && sudo -n true 2>/dev/null; } ||
            fail "missing, and installing takes root; run: sudo apt-get install $*"
        as_root=(sudo -n)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    say "installing $* (apt)"
    # The lists are fetched only when the packages cannot be had without: absent or outdated lists look the same.
    "${apt[@]}" install --no-install-recommends "$@" >/dev/null 2>&1 && return
    say "refreshing apt's package lists"
    "${apt[@]}" update >/dev/null || say "apt-get update failed; trying with the lists that are here"
    "${apt[@]}" install --no-install-recommends "$@" >/dev/null ||
        fail "apt could not install: $*"
}

check_swift
mapfile -t packages < <(missing_packages)
[ "${#packages[@]}" -eq 0 ] && exit 0
install "${packages[@]}"
mapfile -t packages < <(missing_packages)
[ "${#packages[@]}" -eq 0 ] || fail "still missing after the installation: ${packages[*]}"
say "done"
