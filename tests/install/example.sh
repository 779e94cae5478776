#!/bin/sh
# Installs into a fresh prefix, builds docs/examples/embed.c with what pkg-config says, and runs it.
set -eu

prefix=$(mktemp -d "${TMPDIR:-/tmp}/simile-install-XXXXXX")
trap 'rm -rf "$prefix"' EXIT
"$CMAKE" --install "$SIMILE_BUILD" --prefix "$prefix/usr" >"$prefix/log"

[ "$("$prefix/usr/bin/simile" --version)" = "simile $SIMILE_VERSION" ]
# The module with MPI is found from where the program is now.
if [ -e "$SIMILE_BUILD/bin/libsimile_mpi.so" ] && command -v mpirun >/dev/null 2>&1; then
    echo "a line" >"$prefix/lines.txt"
    SIMILE_MPI='' "$SIMILE_ROOT/tests/mpi/run" 2 "$prefix/usr/bin/simile" encode "$SIMILE_ROOT/tests/golden/bert" \
        "$prefix/lines.txt" -o "$prefix/vectors.npy"
    [ -s "$prefix/vectors.npy" ]
fi
PKG_CONFIG_PATH=$(dirname "$(find "$prefix/usr" -name simile.pc)")
export PKG_CONFIG_PATH
[ "$(pkg-config --modversion simile)" = "$SIMILE_VERSION" ]
# shellcheck disable=SC2046 # a list of flags
"$CC" -std=c17 -Wall -Wextra -Werror ${SIMILE_SANITIZE:+-fsanitize=$SIMILE_SANITIZE} \
    "$SIMILE_ROOT/docs/examples/embed.c" -o "$prefix/embed" $(pkg-config --cflags --libs simile)

"$prefix/embed" "$SIMILE_ROOT/tests/golden/bert" >"$prefix/printed"
cat "$prefix/printed"
[ "$(wc -l <"$prefix/printed")" = 3 ]
[ "$(head -n 1 "$prefix/printed")" = "1.0000  The train was cancelled." ]
# The same cosines as the program's vectors give.
cut -c9- "$prefix/printed" | "$prefix/usr/bin/simile" encode "$SIMILE_ROOT/tests/golden/bert" - -o - --format tsv \
    2>/dev/null >"$prefix/vectors.tsv"
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) first[i] = $i }
    { sum = 0; for (i = 1; i <= NF; i++) sum += first[i] * $i; printf "%.4f\n", sum }' "$prefix/vectors.tsv" >"$prefix/cosines"
cut -c1-6 "$prefix/printed" | diff - "$prefix/cosines"

# Failure is told, not crashed upon.
if "$prefix/embed" "$prefix/nothing" 2>"$prefix/told"; then
    echo "a missing model was not told" >&2
    exit 1
fi
grep -q "there is no such model folder" "$prefix/told"
