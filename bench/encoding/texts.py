"""The lines that are encoded: files of the user, the included corpora, generated ones."""

import gzip
import pathlib
import random
import sys

import settings

sys.path.append(str(settings.ROOT / "tests" / "interop"))
CORPORA = settings.ROOT / "corpora"


def read_lines(path):
    """Only a line feed ends a line, one carriage return before it goes."""
    path = str(path)
    data = gzip.open(path).read() if path.endswith(".gz") else pathlib.Path(path).read_bytes()
    lines = data.decode("utf-8", errors="replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def write_lines(path, lines):
    path.write_bytes("".join(line + "\n" for line in lines).encode("utf-8"))
    return path


def find(folder, name):
    """The file of SIMILE_DATA with or without .gz, or None."""
    for path in (folder / name, folder / (name + ".gz")) if folder else ():
        if path.exists():
            return path
    return None


def corpus_sentences():
    """Every field of the corpora but labels and scores, which have no space."""
    return [field for path in sorted(CORPORA.glob("*.tsv")) for line in read_lines(path)
            for field in line.split("\t") if " " in field]


def sts_rows(data):
    """(name, scores, texts 1, texts 2) of the STS benchmark's dev part, else of the corpora's scored pairs."""
    found = find(data, "sts/stsb.dev.tsv")
    paths = [found] if found else sorted(CORPORA.glob("sts.*.tsv"))
    rows = [line.split("\t")[:3] for path in paths for line in read_lines(path)]
    scores, first, second = zip(*rows)
    return "stsb.dev" if found else "corpora/sts.*", [float(score) for score in scores], list(first), list(second)


def sources(data):
    """(name, lines): wmt_sources, else the corpora's sentences."""
    found = find(data, "text/wmt_sources.txt")
    return ("wmt_sources", read_lines(found)) if found else ("corpora", corpus_sentences())


def spread(lines, n):
    """n of the lines, evenly over all; all when there are fewer. 0 means all."""
    return lines if n == 0 or n >= len(lines) else [lines[i * len(lines) // n] for i in range(n)]


def repeated(lines, n):
    """The lines again and again until there are n at least."""
    return lines * -(-n // len(lines))


def long_lines(lines, n):
    """Texts of 150 to 600 words, so most of them are over the limit of 256 tokens."""
    generator = random.Random(5)
    words = [word for line in lines for word in line.split()]
    return [" ".join(generator.choices(words, k=generator.randint(150, 600))) for _ in range(n)]


def cjk_lines(n):
    """Han, kana and hangul, with and without spaces and punctuation."""
    generator = random.Random(6)
    scripts = [(0x4E00, 0x9FA5), (0x3041, 0x3096), (0x30A1, 0x30FA), (0xAC00, 0xD7A3)]
    lines = []
    for _ in range(n):
        low, high = generator.choice(scripts)
        lines.append("".join(generator.choice("，。！ ") if generator.random() < 0.1 else
                             chr(generator.randint(low, high)) for _ in range(generator.randint(1, 80))))
    return lines


def odd_lines():
    import hard_texts
    return ["", " ", "\t", "\u3000", "a", "x" * 400, "[SEP]", *hard_texts.texts(200, seed=4)]


def generate(path, n, seed=7):
    """Writes n lines of 1 to 30 words of the corpora, one in a thousand of 400 words."""
    generator = random.Random(seed)
    words = [word for line in corpus_sentences() for word in line.split()]
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for start in range(0, n, 10000):
            # Slices of a long random text are as good as words drawn one by one, and a hundred times faster.
            drawn = generator.choices(words, k=20000)
            lines = []
            for row in range(start, min(start + 10000, n)):
                length = 400 if row % 1000 == 999 else generator.randint(1, 30)
                at = generator.randrange(len(drawn) - length)
                lines.append(" ".join(drawn[at:at + length]) + "\n")
            file.writelines(lines)
    return path
