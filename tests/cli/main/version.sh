[ "$("$SIMILE_BIN" --version)" = "simile $SIMILE_VERSION" ] && echo "the project's version"
