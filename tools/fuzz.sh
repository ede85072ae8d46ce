#!/bin/sh
# Builds and runs every fuzzer. Usage: tools/fuzz.sh SECONDS JOBS
set -eu
seconds=$1
jobs=$2
cmake -S . -B build-fuzz -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_C_COMPILER=clang-16 -DWAYBILL_FUZZ=ON -DWAYBILL_TESTS=OFF -DWAYBILL_SANITIZE=address,undefined >build-fuzz.log 2>&1 || { cat build-fuzz.log; exit 1; }
targets=$(ls tests/fuzz/*_fuzz.cc | xargs -n1 basename | sed 's/\.cc$//')
ninja -C build-fuzz -j"$jobs" $targets >build-fuzz.log 2>&1 || { tail -n 40 build-fuzz.log; exit 1; }
for target in $targets; do
    mkdir -p "build-fuzz/corpus/$target"
    ./build-fuzz/"$target" -max_total_time="$seconds" -rss_limit_mb=3000 -timeout=20 -print_final_stats=0 "build-fuzz/corpus/$target" >"build-fuzz/$target.log" 2>&1 || { tail -n 30 "build-fuzz/$target.log"; exit 1; }
    echo "$target: no finding in $seconds s"
done
