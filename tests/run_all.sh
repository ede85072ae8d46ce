#!/bin/sh
# Builds and runs every test; the last line is "N passed, N failed". Usage: tests/run_all.sh BUILD JOBS
set -u
build=$1
jobs=$2
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE="${BUILD_TYPE:-Release}" ${CMAKE_FLAGS:-} >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
ninja -C "$build" -j"$jobs" ${SKIP_PYTHON:+unit_tests} || exit 1
ctest --test-dir "$build" --output-on-failure -j"$jobs" >"$build/ctest.log" 2>&1
tail -n 30 "$build/ctest.log"
passed=$(grep -c 'Passed' "$build/ctest.log")
failed=$(grep -cE '\*\*\*(Failed|Timeout|Exception|Not Run)' "$build/ctest.log")
if [ -z "${SKIP_PYTHON:-}" ]; then
    [ -x .venv/bin/pytest ] && [ .venv/.complete -nt tests/python/requirements.txt ] || {
        python3 -m venv .venv && .venv/bin/pip install -q --require-hashes -r tests/python/requirements.txt && touch .venv/.complete || exit 1
    }
    WAYBILL_BINARY=$(realpath "$build")/waybill .venv/bin/pytest -q tests >"$build/pytest.log" 2>&1
    tail -n 15 "$build/pytest.log"
    summary=$(tail -n 1 "$build/pytest.log")
    more=$(echo "$summary" | grep -oE '[0-9]+ passed' | grep -oE '[0-9]+' || echo 0)
    less=$(echo "$summary" | grep -oE '[0-9]+ (failed|error)' | grep -oE '[0-9]+' | paste -sd+ - | sed 's/^$/0/')
    passed=$((passed + ${more:-0}))
    failed=$((failed + $(( ${less:-0} )) ))
    echo "$summary" | grep -qE 'passed|failed|error' || failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
