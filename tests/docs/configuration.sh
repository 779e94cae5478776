#!/bin/sh
# docs/configuration.md is what scripts/make-configuration-docs makes now, and names every option of the program.
set -eu
"$SIMILE_ROOT/scripts/make-configuration-docs" "$SIMILE_BIN" | diff -u "$SIMILE_ROOT/docs/configuration.md" - || {
    echo "run: scripts/make-configuration-docs >docs/configuration.md" >&2
    exit 1
}
"$SIMILE_BIN" train --options | grep -c '^      ' >"${TMPDIR:-/tmp}/n_options"
[ "$(grep -c '^| `[a-z0-9_]*` | `.*` |.*|.*|$' "$SIMILE_ROOT/docs/configuration.md")" -ge "$(cat "${TMPDIR:-/tmp}/n_options")" ]
