"""What the user chose, from the environment variables of bench/encode."""

import dataclasses
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Settings:
    simile: str
    peak: str
    model: str
    work: pathlib.Path
    threads: int
    rounds: int
    data: pathlib.Path | None
    files: list
    texts: list
    n_fidelity: int
    n_speed: int
    n_runs: int
    n_memory: int
    n_memory_model: int


def from_environment():
    value = os.environ
    data = value.get("SIMILE_DATA")
    return Settings(
        simile=value["SIMILE_BIN"], peak=value["PEAK"], model=value["MODEL"], work=pathlib.Path(value["WORK"]),
        threads=int(value["THREADS"]), rounds=int(value["ROUNDS"]), data=pathlib.Path(data) if data else None,
        files=value.get("FILES", "").split() or sorted(map(str, (ROOT / "corpora").glob("*.tsv"))),
        texts=value["TEXTS"].split(), n_fidelity=int(value["FIDELITY_LINES"]), n_speed=int(value["SPEED_LINES"]),
        n_runs=int(value["RUNS"]), n_memory=int(value["MEMORY_LINES"]), n_memory_model=int(value["MODEL_LINES"]))
