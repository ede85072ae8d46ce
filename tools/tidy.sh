#!/bin/sh
# Runs clang-tidy over the sources of a configured build. Usage: tools/tidy.sh BUILD JOBS
set -eu
build=$1
jobs=$2
cmake -S . -B "$build-tidy" -G Ninja -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DWAYBILL_TESTS=OFF >/dev/null
ninja -C "$build-tidy" embedded_table.cc >/dev/null
git ls-files 'src/*.cc' | grep -v '_test\.cc$' | xargs -P "$jobs" -n 4 clang-tidy-16 -p "$build-tidy" --quiet 2>"$build-tidy/warnings.log" || { tail -n 40 "$build-tidy/warnings.log"; exit 1; }
echo "clang-tidy: clean"
