"""simile tokenize gives the ids that tokenizers gives: for texts of all kinds, for every assigned code point, and for every
part that a tokenizer.json of the BERT family can have."""

import itertools
import json
import random
import sys

import interop
import hard_texts
from tokenizers import AddedToken, Tokenizer, processors

sys.path.insert(0, str(interop.ROOT / "scripts" / "golden"))
import golden  # noqa: E402
import make_code_points as code_points  # noqa: E402
import pieces  # noqa: E402

N_HARD = 20000
N_BROKEN = 2000
# Planes 0 to 2, the begin of plane 3 and the tags; what lies elsewhere is unassigned or private use.
CODES = [*range(0x32400), *range(0xE0000, 0xE1000)]
SPECIAL = [("[CLS]", 2), ("[SEP]", 3), ("[MASK]", 4)]


def simile_ids(model, lines, *options):
    path = interop.work_folder() / "lines.txt"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    printed = interop.simile("tokenize", model, path, "--ids", *options).decode("ascii").removesuffix("\n").split("\n")
    return [[int(i) for i in row.split()] for row in printed]


def compare(name, model, tokenizer, lines, *options):
    """Compares on lines of bytes; what is not UTF-8 stands for U+FFFD as in Python's errors="replace"."""
    texts = [line.decode("utf-8", errors="replace") for line in lines]
    expected = [encoding.ids for encoding in tokenizer.encode_batch_fast(texts)]
    found = simile_ids(model, lines, *options)
    wrong = [i for i, ids in enumerate(expected) if i >= len(found) or found[i] != ids]
    for i in wrong[:3]:
        print("line %d %r\n  tokenizers %s\n  simile     %s" % (i + 1, texts[i], expected[i], found[i:i + 1]),
              file=sys.stderr)
    interop.report("tokenizer: " + name, not wrong and len(found) == len(expected),
                   "%d lines, %d tokens, %d lines differ" % (len(expected), sum(map(len, expected)), len(wrong)))


def check(name, tokenizer, lines, *options):
    """The same through a tokenizer.json of this tokenizer."""
    path = interop.work_folder() / "tokenizer.json"
    tokenizer.save(str(path))
    compare(name, path, tokenizer, lines, *options)


def wide(**options):
    """A vocabulary of many scripts, in both cases."""
    return golden.make_tokenizer(pieces.tokenizer_vocabulary(), **options)


def check_normalizing(lines):
    for lowercase, strip_accents, chinese in itertools.product((True, False), (None, True, False), (True, False)):
        check("lowercase %s, strip_accents %s, chinese %s" % (lowercase, strip_accents, chinese),
              wide(lowercase=lowercase, strip_accents=strip_accents, chinese=chinese), lines)
    unclean = wide(lowercase=False)
    unclean.normalizer = code_points.make((False, False, False, False))
    check("nothing normalised", unclean, [line for line in lines if b"\r" not in line])


def check_code_points():
    """Under a vocabulary that tells all characters apart that normalising leaves."""
    texts = [text for code in CODES if chr(code) not in "\n\r" for text in code_points.contexts(code)]
    lines = [text.encode("utf-8") for text in texts]
    for lowercase, strip_accents, chinese in ((True, None, True), (True, False, False), (False, None, True),
                                              (False, True, True)):
        normalizer = code_points.make((lowercase, strip_accents, chinese, True))
        left = sorted(set("".join(map(normalizer.normalize_str, texts))))
        vocabulary = pieces.SPECIAL + [c for c in left if not c.isspace()]
        vocabulary += ["##" + c for c in left if not c.isspace()]
        tokenizer = golden.make_tokenizer(vocabulary, lowercase=lowercase, strip_accents=strip_accents,
                                          chinese=chinese)
        check("code points, lowercase %s, strip_accents %s, chinese %s" % (lowercase, strip_accents, chinese),
              tokenizer, lines)


def check_added_tokens():
    """Added tokens with every combination of flags, in all kinds of company."""
    contents = ["<m>", "AB C", "xy", "café", "[X]", "##", "中文", "the"]
    others = ["XY", "Café", "CAFE\u0301", "[SEP]", "THE", "axy", "unhappiness", "é"]
    glue = ["", " ", "  ", "a", ".", "\u00a0", "\u0301", "_", "\u3000", "\u200b", "9", "\t"]
    generator = random.Random(5)
    lines = ["".join(generator.choice(glue) + generator.choice(contents + others)
                     for _ in range(generator.randint(1, 7))).encode("utf-8") for _ in range(4000)]
    for flags in itertools.product((False, True), repeat=5):
        single_word, lstrip, rstrip, normalized, special = flags
        tokenizer = wide()
        tokens = [AddedToken(content, single_word=single_word, lstrip=lstrip, rstrip=rstrip, normalized=normalized,
                             special=special) for content in contents]
        (tokenizer.add_special_tokens if special else tokenizer.add_tokens)(tokens)
        check("added, single_word %d lstrip %d rstrip %d normalized %d special %d" % flags, tokenizer, lines)


def changed(**parts):
    """The wide tokenizer with other values in its model."""
    description = json.loads(wide().to_str())
    description["model"].update(parts)
    return Tokenizer.from_str(json.dumps(description))


def check_parts(lines):
    for name, processor in (
            ("BertProcessing", processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))),
            ("an odd template", processors.TemplateProcessing(single="[CLS] [MASK] $A [SEP] [SEP]",
                                                              special_tokens=SPECIAL)),
            ("a bare template", processors.TemplateProcessing(single="$A", special_tokens=SPECIAL))):
        tokenizer = wide()
        tokenizer.post_processor = processor
        check(name, tokenizer, lines)
    vocabulary = pieces.tokenizer_vocabulary()
    for prefix in ("", "@@"):
        renamed = [prefix + p[2:] if p.startswith("##") and len(p) > 2 else p for p in vocabulary]
        check("prefix %r" % prefix, changed(continuing_subword_prefix=prefix, vocab={
            piece: i for i, piece in enumerate(dict.fromkeys(renamed))}), lines)
    check("words of 5 characters at most", changed(max_input_chars_per_word=5), lines)
    check("another unknown token", changed(unk_token="[MASK]"), lines)


def check_truncation(lines):
    for direction in ("right", "left"):
        tokenizer = wide()
        tokenizer.enable_truncation(8, direction=direction)
        check("cut to 8 at the %s" % direction, tokenizer, lines, "--max-tokens", "8")


def main():
    hard = [text.encode("utf-8") for text in hard_texts.texts(N_HARD)]
    corpora = [line.encode("utf-8") for line in interop.corpus_lines()]
    lines = corpora + hard + hard_texts.broken(N_BROKEN)
    folder = interop.minilm()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    compare("MiniLM, uncased", folder, tokenizer, lines)
    check_normalizing(hard + hard_texts.broken(N_BROKEN))
    check_code_points()
    check_added_tokens()
    check_parts(hard[::2])
    check_truncation(hard[::2])
    interop.finish()


if __name__ == "__main__":
    main()
