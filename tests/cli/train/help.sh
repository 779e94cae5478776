"$SIMILE_BIN" train --help
