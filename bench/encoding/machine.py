"""The processor and the versions, printed over the tables."""

import importlib.metadata
import os
import pathlib
import platform
import subprocess

PACKAGES = ["torch", "transformers", "sentence-transformers", "onnxruntime", "openvino", "nncf", "model2vec",
            "tokenizers", "numpy"]
# The ones that decide which kernels a program may choose.
FLAGS = ["avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16",
         "asimd", "asimddp", "bf16", "i8mm"]


def cpu_field(*names):
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() in names:
            return value.strip()
    return ""


def flags():
    return set(cpu_field("flags", "Features").split())


def has_bf16():
    return bool(flags() & {"avx512_bf16", "amx_bf16", "bf16"})


def has_vnni():
    return bool(flags() & {"avx512_vnni", "avx_vnni"})


def show(settings):
    there = flags()
    print("processor   %s, family %s model %s; %s" % (
        cpu_field("model name") or platform.machine(), cpu_field("cpu family") or "-", cpu_field("model") or "-",
        " ".join(flag for flag in FLAGS if flag in there)))
    print("system      %s, Python %s; every side has the same %d processors of %d and %d threads" % (
        platform.platform(), platform.python_version(), settings.threads, os.cpu_count(), settings.threads))
    version = subprocess.run([settings.simile, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    forced = os.environ.get("SIMILE_CPU")
    print("versions    %s%s; %s" % (version.strip(), " (SIMILE_CPU=%s)" % forced if forced else "", ", ".join(
        "%s %s" % (name, importlib.metadata.version(name)) for name in PACKAGES)))
    print("model       %s" % settings.model, flush=True)
