"""The measuring half of bench/encode:  python bench/encoding PART...  with the settings that bench/encode exports."""

import os
import sys

import fidelity
import first
import machine
import memory
import settings
import speed
import static

PARTS = {"fidelity": fidelity.run, "speed": speed.run, "static": static.run, "first": first.run, "memory": memory.run}


def main():
    chosen = settings.from_environment()
    # Every side gets the same processors, whatever else it believes about threads.
    processors = sorted(os.sched_getaffinity(0))[:chosen.threads]
    if len(processors) < chosen.threads:
        raise SystemExit("bench/encode: THREADS=%d, but this process may use %d processors" % (
            chosen.threads, len(processors)))
    os.sched_setaffinity(0, processors)
    machine.show(chosen)
    # No list comprehension inside all(): every part runs, whatever the one before found.
    results = [PARTS[part](chosen) for part in sys.argv[1:]]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
