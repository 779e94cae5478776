"""simile tokenize gives the ids that tokenizers gives."""

import sys

import interop
import hard_texts
from tokenizers import Tokenizer

sys.path.insert(0, str(interop.ROOT / "scripts" / "golden"))
import golden  # noqa: E402
import pieces  # noqa: E402

N_HARD = 20000
N_BROKEN = 2000


def simile_ids(model, lines):
    path = interop.work_folder() / "lines.txt"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    printed = interop.simile("tokenize", model, path, "--ids").decode("ascii").removesuffix("\n").split("\n")
    return [[int(i) for i in row.split()] for row in printed]


def check(name, model, tokenizer, lines):
    """Compares on lines of bytes; what is not UTF-8 stands for U+FFFD as in Python's errors="replace"."""
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = [line.decode("utf-8", errors="replace") for line in lines]
    expected = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    found = simile_ids(model, lines)
    wrong = [i for i, ids in enumerate(expected) if i >= len(found) or found[i] != ids]
    for i in wrong[:3]:
        print("line %d %r\n  tokenizers %s\n  simile     %s" % (i + 1, texts[i], expected[i], found[i:i + 1]),
              file=sys.stderr)
    interop.report(name, not wrong and len(found) == len(expected),
                   "%d lines, %d tokens, %d lines differ" % (len(expected), sum(map(len, expected)), len(wrong)))


def check_wide(name, lines, **options):
    """A vocabulary of many scripts, in both cases."""
    tokenizer = golden.make_tokenizer(pieces.tokenizer_vocabulary(), **options)
    path = interop.work_folder() / "tokenizer.json"
    tokenizer.save(str(path))
    check("tokenizer: " + name, path, tokenizer, lines)


def main():
    hard = [text.encode("utf-8") for text in hard_texts.texts(N_HARD)]
    corpora = [line.encode("utf-8") for line in interop.corpus_lines()]
    lines = corpora + hard + hard_texts.broken(N_BROKEN)
    folder = interop.minilm()
    check("tokenizer: MiniLM, uncased", folder, Tokenizer.from_file(str(folder / "tokenizer.json")), lines)
    check_wide("many scripts, uncased", lines, lowercase=True)
    check_wide("many scripts, cased", lines, lowercase=False)
    check_wide("uncased, accents kept", lines, lowercase=True, strip_accents=False)
    check_wide("cased, accents stripped", lines, lowercase=False, strip_accents=True)
    check_wide("cased, CJK not parted", lines, lowercase=False, chinese=False)
    interop.finish()


if __name__ == "__main__":
    main()
