#!/usr/bin/env bash
# Feeds damaged files to every parser, guided by coverage, under the address sanitizer.
#   scripts/fuzz.sh [format...]       all formats without arguments
# SECONDS_EACH: how long for each format (default 60); RUNS: how many inputs instead; HANG: after how many seconds an input counts as one that
# hangs (60). Inputs that reach something new are kept in Fuzz/.build/corpus and are where the next run starts. A crash, a hang, an excess of
# memory or memory left behind ends the format and makes the status 1; the input then lies in Fuzz/.build/crashes.
set -euo pipefail
cd "$(dirname "$0")/../Fuzz"
golden=${GOLDEN:-../../shared/golden}
formats=("$@")
[ ${#formats[@]} -gt 0 ] || formats=(pt legacy safetensors index npy npz pickle checkpoint idx cifar png jpeg)
limit=(-max_total_time="${SECONDS_EACH:-60}")
[ -z "${RUNS:-}" ] || limit=(-runs="$RUNS")
failed=0

# Hashes that do not differ from run to run: the same input then does the same each time, and SwiftPM, which keeps sanitizers in a set, gives
# the compilers their flags in the same order and need not build everything again.
export SWIFT_DETERMINISTIC_HASHING=1
# Of SwiftPM's two -sanitize flags swiftc takes the last alone, so it gets both in one. Kernels for one instruction set build in a fraction of
# the time.
flags=(-c release --sanitize address --sanitize fuzzer -Xswiftc -sanitize=address,fuzzer -Xcxx -DHWY_COMPILE_ONLY_STATIC)
swift build "${flags[@]}"
programs=$(swift build "${flags[@]}" --show-bin-path)
mkdir -p .build/crashes .build/logs

# One thread, for the same reason. The sanitizer's quarantine of freed memory need not be large.
export SWIFT_BACKTRACE=enable=no OMP_NUM_THREADS=1
export ASAN_OPTIONS=quarantine_size_mb=32:detect_leaks=0:allocator_release_to_os_interval_ms=-1

# Recorded files whose path matches, where there are any.
recorded() { find "$golden/files" "$golden/vision/images" -type f -size -$((longest + 1))c "$@" -print0 2>/dev/null || true; }

for format in "${formats[@]}"; do
    program=load longest=4096 dictionaries=() match=(-name "*.$format")
    case $format in
        pt) dictionaries=(pickle zip) match=(-name '*.pt' ! -name 'legacy_*' ! -name '*_legacy.pt') ;;
        legacy) dictionaries=(pickle) match=(-name 'legacy_*.pt' -o -name '*_legacy.pt') ;;
        safetensors) dictionaries=(json) ;;
        index) program=index dictionaries=(json) match=(-name '*.index.json') ;;
        npy) dictionaries=(npy) ;;
        npz) dictionaries=(npy zip) ;;
        pickle) dictionaries=(pickle) longest=8192 match=(-name '*.pkl' -o -name '*.pkl.gz') ;;
        checkpoint) program=checkpoint longest=8192 dictionaries=(pickle zip) match=(-false) ;;
        idx) program=idx dictionaries=(idx) match=(-false) ;;
        cifar) program=cifar dictionaries=(tar) match=(-false) longest=8192 ;;
        png) program=image dictionaries=(png) ;;
        jpeg) program=image dictionaries=(jpeg) match=(-name '*.jpg') ;;
        *) echo "fuzz: unknown format '$format'" >&2 && exit 2 ;;
    esac
    corpus=.build/corpus/$format seeds=.build/seeds/$format log=.build/logs/$format
    rm -rf "$seeds" && mkdir -p "$corpus" "$seeds/all"
    # Small good files that the program itself makes, and recorded ones, bad ones included.
    SEEDS=$seeds/all "$programs/fuzz-$program"
    case $format in
        pickle) mv "$seeds"/all/*.pkl* "$seeds" ;;
        jpeg) mv "$seeds"/all/*.jpg "$seeds" ;;
        pt | legacy | safetensors | npy | npz | png) mv "$seeds"/all/*."$format" "$seeds" ;;
        *) mv "$seeds"/all/* "$seeds" ;;
    esac
    rm -r "$seeds/all"
    recorded \( "${match[@]}" \) | xargs -0 -r cp -t "$seeds"
    for d in "${dictionaries[@]}"; do cat "Dictionaries/$d.dict"; done >"$seeds.dict"

    echo "fuzz: $format"
    status=0
    "$programs/fuzz-$program" "$corpus" "$seeds" -dict="$seeds.dict" "${limit[@]}" -max_len=$longest -timeout="${HANG:-60}" -report_slow_units=5 \
        -rss_limit_mb=4096 -artifact_prefix=".build/crashes/$format-" -print_final_stats=1 >"$log" 2>&1 || status=$?
    grep -aE "^#[0-9]+\s+DONE|^stat::(number|average|slowest|peak)|ERROR|SUMMARY|^fuzz:|Test unit|Slowest" "$log" || true
    if [ $status -ne 0 ]; then
        echo "fuzz: $format failed; Fuzz/$log tells how. To see it again: $programs/fuzz-$program FILE" >&2
        failed=1
    fi
done
exit $failed
