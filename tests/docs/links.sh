#!/bin/sh
# Every relative link of the Markdown files leads to a file of the project, and its #anchor to a heading there.
set -eu
cd "$SIMILE_ROOT"

# The targets of a page's links, a line each; fenced code is passed over.
links() {
    awk '/^```/ { fenced = !fenced; next }
        !fenced {
            while (match($0, /\]\([^() ]+\)/)) { print substr($0, RSTART + 2, RLENGTH - 3); $0 = substr($0, RSTART + RLENGTH) }
        }' "$1" | grep -v '^[a-z]*:' || true
}

# The anchors of a page's headings, as GitHub makes them.
anchors() {
    awk '/^```/ { fenced = !fenced }
        !fenced && /^#+ / {
            sub(/^#+ +/, "")
            text = tolower($0)
            gsub(/[^a-z0-9 _-]/, "", text)
            gsub(/ /, "-", text)
            print text
        }' "$1"
}

# The links of a page that lead nowhere.
broken() {
    for link in $(links "$1"); do
        file=${link%%#*}
        target=$1
        [ -z "$file" ] || target=$(dirname "$1")/$file
        if [ ! -e "$target" ]; then
            echo "$1: $link: there is no such file"
        elif [ "$link" != "$file" ] && ! anchors "$target" | grep -qxF -e "${link#*#}"; then
            echo "$1: $link: there is no such heading"
        fi
    done
}

# The check itself sees a missing file, a missing heading, and nothing wrong with good links.
page=$(mktemp "${TMPDIR:-/tmp}/simile-links-XXXXXX")
trap 'rm -f "$page"' EXIT
printf '# One, two: `three`\n[a](#one-two-three) [b](#four) [c](nowhere.md) [d](https://example.org/x)\n' >"$page"
[ "$(broken "$page" | grep -c 'no such heading$')" = 1 ]
[ "$(broken "$page" | grep -c 'no such file$')" = 1 ]

n=0 failed=0
for page_of_project in *.md docs/*.md */README.md; do
    n=$((n + $(links "$page_of_project" | wc -l)))
    lines=$(broken "$page_of_project")
    if [ -n "$lines" ]; then
        echo "$lines"
        failed=1
    fi
done
echo "$n links"
[ "$n" -gt 10 ] && [ $failed = 0 ]
