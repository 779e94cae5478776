# HTML Tidy has nothing to say about the page
command -v tidy >/dev/null || { echo "tidy is not installed (scripts/setup --ci): not checked" >&2; exit 77; }
. "$SIMILE_ROOT/tests/cli/report/setup.inc"
"$SIMILE_BIN" report run eval figures.json -o page.html || exit
tidy -quiet -errors page.html
