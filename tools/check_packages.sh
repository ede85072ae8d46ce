#!/usr/bin/env bash
# Builds the wheel, installs it into a new environment, installs the program into a new prefix, and runs both. The wheel must find every
# library beside itself but those of the C and C++ run time. Usage: tools/check_packages.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

check_program() {
    local program=$1
    "$program" --version
    "$program" new "$place/case" --quiet
    printf 'hs_code,description,value_usd,declaration_date\n88062200,DJI MAVIC 3 DRONE,900,2023-02-01\n' >"$place/case/records/rows.csv"
    "$program" run "$place/case" --quiet
    "$program" sql "$place/case" "SELECT brand FROM good" --csv | grep -qi dji || { echo "$program does not recognise a drone"; exit 1; }
    rm -rf "$place/case"
}

echo "== wheel"
python3 -m venv "$place/environment"
# The flags of the main build, so that the compiler cache serves both.
"$place/environment/bin/pip" install -q --disable-pip-version-check . \
    $(sed -n 's/^WAYBILL_WERROR:BOOL=ON$/-C cmake.define.WAYBILL_WERROR=ON/p' "$build/CMakeCache.txt")
check_program "$place/environment/bin/waybill"
package=$("$place/environment/bin/python" -c 'import pathlib, waybill; print(pathlib.Path(waybill.__file__).parent)')
foreign=$(ldd "$package/waybill" | awk '$2 == "=>" {print $3}' | grep -v "^$package/" | sed 's|.*/||' |
    grep -vE '^(libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+)\.so' || true)
[ -z "$foreign" ] || { echo "the wheel needs libraries of this system:" $foreign; exit 1; }

echo "== make install"
cmake --install "$build" --prefix "$place/prefix" >/dev/null
check_program "$place/prefix/bin/waybill"
echo "both work"
