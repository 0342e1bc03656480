#!/usr/bin/env bash
# Feeds damaged files to every parser, guided by coverage, under the address sanitizer.
# SECONDS_EACH: how long for each format (default 60). FORMATS: which ones. Exits with 1 at the first crash, hang or excess of memory;
# the offending input then lies in Fuzz/.build/crashes.
set -euo pipefail
cd "$(dirname "$0")/../Fuzz"
seconds=${SECONDS_EACH:-60}
read -ra formats <<<"${FORMATS:-pt safetensors npy npz pickle idx png jpeg}"

swift build -c release --sanitize address --sanitize fuzzer
programs=$(swift build -c release --sanitize address --sanitize fuzzer --show-bin-path)
mkdir -p .build/crashes
for format in "${formats[@]}"; do
    corpus=.build/corpus/$format
    mkdir -p "$corpus"
    case $format in
        idx) program=idx ;;
        png | jpeg) program=image ;;
        *) program=load ;;
    esac
    # Good files to start from: the recorded ones where they are, and those that come with the package.
    for folder in Seeds "../../shared/golden/files" "../../shared/golden/vision/images"; do
        case $format in
            idx) find "$folder" -size -16k -name '*-ubyte' -exec cp -n {} "$corpus" \; 2>/dev/null || true ;;
            pickle) find "$folder" -size -16k -name '*.pkl*' -exec cp -n {} "$corpus" \; 2>/dev/null || true ;;
            jpeg) find "$folder" -size -16k -name '*.jpg' -exec cp -n {} "$corpus" \; 2>/dev/null || true ;;
            *) find "$folder" -size -16k -name "*.$format" -exec cp -n {} "$corpus" \; 2>/dev/null || true ;;
        esac
    done
    echo "fuzz: $format, $seconds s"
    "$programs/fuzz-$program" "$corpus" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=96 \
        -artifact_prefix=".build/crashes/$format-" -print_final_stats=1 2>&1 | grep -E "^stat::|ERROR|SUMMARY|Test unit" || true
    if compgen -G ".build/crashes/$format-*" >/dev/null; then
        echo "fuzz: $format failed; the input is in Fuzz/.build/crashes" >&2
        exit 1
    fi
done
