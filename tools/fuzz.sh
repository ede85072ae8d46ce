#!/bin/sh
# Builds and runs every fuzzer. Usage: tools/fuzz.sh SECONDS JOBS
set -eu
seconds=$1
jobs=$2
cmake -S . -B build-fuzz -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_C_COMPILER=clang-16 -DWAYBILL_FUZZ=ON -DWAYBILL_SANITIZE=address,undefined >build-fuzz.log 2>&1 || { cat build-fuzz.log; exit 1; }
targets=$(ls tests/fuzz/*_fuzz.cc | xargs -n1 basename | sed 's/\.cc$//')
ninja -C build-fuzz -j"$jobs" $targets >build-fuzz.log 2>&1 || { tail -n 40 build-fuzz.log; exit 1; }
mkdir -p build-fuzz/corpus
# As many at a time as there are jobs; what one finds is printed, and the whole fails.
one='mkdir -p "build-fuzz/corpus/$1"
./build-fuzz/"$1" -max_total_time="$2" -rss_limit_mb=3000 -timeout=20 -print_final_stats=0 -artifact_prefix="build-fuzz/$1-" "build-fuzz/corpus/$1" >"build-fuzz/$1.log" 2>&1 || { echo "$1: a finding"; tail -n 30 "build-fuzz/$1.log"; exit 255; }
echo "$1: no finding in $2 s"'
printf '%s\n' $targets | xargs -P "$jobs" -I{} sh -c "$one" sh {} "$seconds"
