cp -r "$SIMILE_ROOT/tests/golden/bert" model
cp -r "$SIMILE_ROOT/tests/golden/folders/bert-prompts/." model
printf -- '---\ntags:\n- sentence-similarity\nlicense: apache-2.0  # see LICENSE\n---\n# A model\nlicense: none of this\n' >model/README.md
"$SIMILE_BIN" info model
