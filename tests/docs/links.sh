#!/bin/sh
# Every relative link of the Markdown files leads to a file of the project.
set -eu
cd "$SIMILE_ROOT"
n=0 broken=0
for page in *.md docs/*.md */README.md; do
    for link in $(grep -o ']([^)#: ]*[^)]*)' "$page" | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^[a-z]*:' || true); do
        n=$((n + 1))
        if [ ! -e "$(dirname "$page")/$link" ]; then
            echo "$page: $link leads nowhere"
            broken=1
        fi
    done
done
echo "$n links"
[ "$n" -gt 10 ] && [ $broken = 0 ]
