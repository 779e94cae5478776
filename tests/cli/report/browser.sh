# Headless Chromium draws the page: all figures are there, nothing in the texts is run, the console is silent, and nothing
# is asked for beside the file.
command -v chromium >/dev/null || { echo "chromium is not installed (scripts/setup --ci): not checked" >&2; exit 77; }
. "$SIMILE_ROOT/tests/cli/report/setup.inc"
"$SIMILE_BIN" report run eval figures.json -o page.html || exit

# open PAGE: prints the document as it is after loading; the log is left in PAGE.log, requests in PAGE.net
open() {
    HOME=$PWD timeout 100 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
        --disable-background-networking --disable-component-update --no-first-run --user-data-dir="$PWD/profile" \
        --host-resolver-rules="MAP * ~NOTFOUND" --enable-logging=stderr --log-net-log="$PWD/$1.net" \
        --net-log-capture-mode=Everything --dump-dom "file://$PWD/$1" 2>"$1.log" ||
        { cat "$1.log" >&2; echo "chromium failed on $1" >&2; exit 1; }
}

# What the checks below would see if there were something to see: an error in the console, and a request.
cat >control.html <<'END'
<!DOCTYPE html><title>t</title><img src="http://control.invalid/picture.png" alt="x"><script>console.error("told")</script>
END
open control.html >/dev/null
grep -q 'CONSOLE.*told' control.html.log || { echo "the console of the control page was not seen" >&2; exit 1; }
grep -q 'control.invalid/picture' control.html.net || { echo "the request of the control page was not seen" >&2; exit 1; }

open page.html >dom.html
grep CONSOLE page.html.log && exit 1
echo "plots: $(grep -c '<svg class="plot"' dom.html)"
echo "captions: $(grep -c '<figcaption>' dom.html)"
echo "tables: $(grep -c '<table' dom.html)"
echo "points: $(grep -c '<path class="s[0-7]" d="M[^"]*\(h0\|h-2z\|l-2-3z\)"' dom.html)"
echo "scripts: $(grep -c '<script' dom.html)"
echo "title: $(grep -o '<title>[^<]*' dom.html | head -1)"
# every address asked for, but those of the browser itself: there is none
grep -o '"url":"[^"]*' page.html.net | grep -v 'google\|gstatic\|gvt1\|chrome-extension:\|chrome:' | sed 's/.*\///' | sort -u
