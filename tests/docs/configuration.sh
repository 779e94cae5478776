#!/bin/sh
# docs/configuration.md is what scripts/make-configuration-docs makes now, and has a row for every option of the program.
set -eu
"$SIMILE_ROOT/scripts/make-configuration-docs" "$SIMILE_BIN" | diff -u "$SIMILE_ROOT/docs/configuration.md" - || {
    echo "run: scripts/make-configuration-docs >docs/configuration.md" >&2
    exit 1
}
n_options=$("$SIMILE_BIN" train --options | grep -c '^      ')
n_rows=$(grep -c '^| `[a-z0-9_]*` | `[^`]*` | [^|]* | ..* |$' "$SIMILE_ROOT/docs/configuration.md")
echo "$n_options options, $n_rows rows"
[ "$n_options" -gt 40 ] && [ "$n_rows" = "$n_options" ]
