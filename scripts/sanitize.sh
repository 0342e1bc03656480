#!/bin/bash
# Runs the op tests under the thread, undefined-behaviour and address sanitizers, one after the other, and says what each found.
#   scripts/sanitize.sh [thread] [undefined] [address]
# Each has build products of its own in .build-SANITIZER, which may be deleted afterwards. TESTS chooses other tests.
set -u
cd "$(dirname "$0")/.." || exit 1

tests=${TESTS:-MartletCoreTests}
kinds=("$@")
[ ${#kinds[@]} -gt 0 ] || kinds=(thread undefined address)
status=0

for kind in "${kinds[@]}"; do
  case $kind in
    thread | undefined | address) ;;
    *) echo "sanitize: unknown sanitizer '$kind'" >&2 && exit 2 ;;
  esac
  scratch=.build-$kind
  # Tests of refusals run in processes of their own, whose words are not shown: every process reports to a file.
  reports=$PWD/$scratch/reports
  rm -rf "$reports" && mkdir -p "$reports"
  common="log_path=$reports/report:exitcode=66"
  export TSAN_OPTIONS="$common:suppressions=$PWD/scripts/tsan.supp"
  export UBSAN_OPTIONS="$common:print_stacktrace=1"
  # Leaks are counted by the tests themselves; caches that live as long as the process are not leaks.
  export ASAN_OPTIONS="$common:detect_leaks=0"

  swift test -c release --sanitize="$kind" --scratch-path "$scratch" --disable-xctest --disable-testable-imports --filter "$tests" \
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
