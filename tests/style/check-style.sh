#!/bin/sh
# scripts/check-style tells each kind of fault in a tree made for that, and is silent about the same tree without faults.
set -eu

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/src/low" "$tree/src/high"
printf 'simile_layer(low USES m)\nsimile_layer(high SEES low)\n' >"$tree/src/CMakeLists.txt"
echo "int low;" >"$tree/src/low/low.h"
echo "int high;" >"$tree/src/high/high.h"
printf '#include "low.h"\nint f(void)\n{\n    return 0;\n}\n' >"$tree/src/high/high.c"
"$SIMILE_ROOT/scripts/check-style" "$tree"

printf '#include "high.h"\n' >"$tree/src/low/low.c"
awk 'BEGIN { print "int g(void)\n{"; for (i = 0; i < 79; i++) print "    ;"; print "}" }' >"$tree/src/high/long_function.c"
awk 'BEGIN { for (i = 0; i < 501; i++) print "extern int a;" }' >"$tree/src/high/long_file.c"
if told=$("$SIMILE_ROOT/scripts/check-style" "$tree"); then
    echo "no fault was told" >&2
    exit 1
fi
for part in "src/low/low.c:1: low must not see high.h" "src/high/long_function.c:2: a function of 81 lines" \
    "src/high/long_file.c: 501 lines"; do
    case $told in
    *"$part"*) ;;
    *)
        echo "not told: $part; told: $told" >&2
        exit 1
        ;;
    esac
done
[ "$(echo "$told" | wc -l)" = 3 ]
