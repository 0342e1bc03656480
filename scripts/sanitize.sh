#!/bin/bash
# Runs the op tests under the thread sanitizer, then under the address sanitizer together with that for undefined behaviour (the kernels: Swift
# traps by itself), and says what each found.
#   scripts/sanitize.sh [thread] [address]
# Each has build products of its own in .build-SANITIZER, which may be deleted afterwards. TESTS chooses other tests.
set -u
cd "$(dirname "$0")/.." || exit 1

tests=${TESTS:-MartletCoreTests}
kinds=("$@")
[ ${#kinds[@]} -gt 0 ] || kinds=(thread address)
status=0

for kind in "${kinds[@]}"; do
  case $kind in
    thread | address) ;;
    *) echo "sanitize: unknown sanitizer '$kind'" >&2 && exit 2 ;;
  esac
  scratch=.build-$kind
  # Tests of refusals run in processes of their own, whose words are not shown: every process reports to a file.
  reports=$PWD/$scratch/reports
  rm -rf "$reports" && mkdir -p "$reports"
  common="log_path=$reports/report:exitcode=66"
  # The thread pool, oneDNN and OpenBLAS are not built with it: it would see their memory but not the futexes by which they order it. Our own
  # parallel regions say where they begin and end (CMartletKernels/runtime/parallel.cpp).
  export TSAN_OPTIONS="$common:ignore_noninstrumented_modules=1"
  export UBSAN_OPTIONS="$common:print_stacktrace=1"
  # Leaks are counted by the tests themselves; caches that live as long as the process are not leaks.
  export ASAN_OPTIONS="$common:detect_leaks=0"

  extra=()
  # The vptr check needs run-time type information that the kernels do without.
  [ "$kind" = address ] && extra=(-Xcxx -fsanitize=undefined -Xcxx -fno-sanitize=vptr)
  swift test -c release --sanitize="$kind" "${extra[@]}" --scratch-path "$scratch" --disable-xctest --disable-testable-imports --filter "$tests" \
    > "$scratch/tests.log" 2>&1
  passed=$?
  summary=$(grep -aE "Test run with" "$scratch/tests.log" | tail -1 | sed 's/.*Test run/test run/')
  # The undefined-behaviour sanitizer may write to standard error before its file is open.
  found=$(cat "$reports"/* "$scratch/tests.log" 2> /dev/null | grep -aE "^SUMMARY: .*Sanitizer|: runtime error: " | sort | uniq -c | sort -rn)
  echo "$kind sanitizer: ${summary:-the tests did not run, see $scratch/tests.log}"
  if [ -n "$found" ]; then
    echo "$found"
    echo "  in full: $reports"
    status=1
  elif [ $passed -ne 0 ]; then
    status=1
  else
    echo "  nothing found"
  fi
done
exit $status
