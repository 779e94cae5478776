#!/bin/sh
# Every command line "simile COMMAND … --option …" in the documentation names a command and options that the program has.
set -eu
cd "$SIMILE_ROOT"
lines=$(mktemp "${TMPDIR:-/tmp}/simile-docs-XXXXXX")
trap 'rm -f "$lines"' EXIT
# Code is fenced, indented by four spaces, or in backquotes; what stands in front of simile and behind a pipe is cut off.
awk '/^```/ { fenced = !fenced; next }
    fenced || /^    / { if (match($0, /(^|[ |])simile [a-z].*/)) print substr($0, RSTART); next }
    { while (match($0, /`simile [a-z][^`]*`/)) { print substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH) } }' \
    README.md CONTRIBUTING.md docs/*.md vocab/README.md | sed 's/^[ |]*//; s/ | .*//' >"$lines"

# has_option HELP WORD: whether the help lists the option by this very name.
has_option() {
    printf '%s\n' "$1" | grep -Eq -e "^ *(-[a-z], )?$2([ ,]|\$)"
}

# The check itself tells an option from the beginning of another.
help=$("$SIMILE_BIN" encode --help)
has_option "$help" --max-tokens && has_option "$help" -o && ! has_option "$help" --max

n=0
while read -r _ command rest; do
    n=$((n + 1))
    [ "$command" = vocab ] && command="vocab ${rest%% *}"
    # shellcheck disable=SC2086 # "vocab train" is two words
    help=$("$SIMILE_BIN" $command --help) || {
        echo "there is no command \"$command\""
        exit 1
    }
    for word in $rest; do
        word=${word#\[}
        word=${word%\]}
        case $word in
        --help) ;;
        --* | -[a-z])
            has_option "$help" "$word" || {
                echo "simile $command has no option $word"
                exit 1
            }
            ;;
        esac
    done
done <"$lines"
echo "$n command lines"
[ "$n" -gt 5 ]
