"""Running simile encode."""

import os
import subprocess
import time

import numpy

PRECISIONS = ["f32", "bf16", "int8"]


def run(command, environment=None):
    """Runs a command that must succeed; its wall-clock seconds."""
    begin = time.perf_counter()
    done = subprocess.run(list(map(str, command)), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          env={**os.environ, **(environment or {})})
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        raise SystemExit("bench/encode: %s: exit code %d\n%s" % (
            " ".join(map(str, command)), done.returncode, done.stderr.decode(errors="replace")))
    return seconds


def precision_options(precision):
    """f32 is what simile does without being asked."""
    return [] if precision == "f32" else ["--precision", precision]


def refusal(settings, precision, environment=None):
    """Why simile does not take the precision here; None when it does."""
    done = subprocess.run([settings.simile, "encode", settings.model, "-", "-o", "-", "--format", "raw",
                           *precision_options(precision)], input=b"a\n", check=False, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, env={**os.environ, **(environment or {})})
    if done.returncode == 0:
        return None
    return (done.stderr.decode(errors="replace").strip().splitlines() or ["exit code %d" % done.returncode])[-1]


def usable_precisions(settings):
    """The precisions that simile takes; says which ones it refuses."""
    usable = []
    for precision in PRECISIONS:
        reason = refusal(settings, precision)
        if reason is None:
            usable.append(precision)
        else:
            print("left out    simile %s: %s" % (precision, reason), flush=True)
    return usable


def command(settings, text, out, precision="f32", model=None):
    """The command that encodes the lines of text."""
    return [settings.simile, "encode", model or settings.model, text, "-o", out, "--threads", settings.threads,
            *precision_options(precision)]


def vectors(settings, text, precision="f32", model=None):
    out = settings.work / "simile.npy"
    run(command(settings, text, out, precision, model))
    return numpy.load(out)
