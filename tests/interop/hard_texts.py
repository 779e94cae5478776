"""Texts that tokenizers disagree about, from a fixed seed: accents, combining marks, CJK, emoji, controls, long words,
many scripts, code points of every kind, special tokens."""

import random
import unicodedata

SCRIPTS = {
    "latin": (0x41, 0x24F), "greek": (0x370, 0x3FF), "cyrillic": (0x400, 0x52F), "armenian": (0x531, 0x58F),
    "hebrew": (0x591, 0x5F4), "arabic": (0x600, 0x6FF), "devanagari": (0x900, 0x97F), "bengali": (0x980, 0x9FE),
    "thai": (0xE01, 0xE5B), "tibetan": (0xF00, 0xFDA), "georgian": (0x10A0, 0x10FF), "hangul jamo": (0x1100, 0x11FF),
    "cherokee": (0x13A0, 0x13FD), "vietnamese": (0x1E00, 0x1EFF), "polytonic": (0x1F00, 0x1FFE),
    "kana": (0x3041, 0x30FF), "han": (0x4E00, 0x9FFF), "rare han": (0x20000, 0x2A6DF), "hangul": (0xAC00, 0xD7A3),
    "compatibility": (0xF900, 0xFB4F), "full width": (0xFF01, 0xFFEF), "deseret": (0x10400, 0x1044F),
}
MARKS = [(0x300, 0x36F), (0x483, 0x489), (0x591, 0x5BD), (0x64B, 0x65F), (0x1AB0, 0x1ACE), (0x1DC0, 0x1DFF),
         (0x20D0, 0x20F0), (0x302A, 0x302F), (0x3099, 0x309A), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F)]
EMOJI = [(0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1F1E6, 0x1F1FF), (0x2600, 0x27BF),
         (0x1F3FB, 0x1F3FF), (0x200D, 0x200D), (0xFE0F, 0xFE0F)]
CONTROLS = [(0x00, 0x09), (0x0B, 0x1F), (0x7F, 0xA0), (0xAD, 0xAD), (0x600, 0x605), (0x180B, 0x180F),
            (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
            (0xFFF9, 0xFFFF), (0xE000, 0xE010), (0xE0001, 0xE007F)]
PUNCTUATION = [(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xA1, 0xBF), (0x2010, 0x205E),
               (0x3001, 0x301F), (0x2E00, 0x2E5D), (0x2190, 0x23FF)]
SPECIAL = ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[sep]", "[SE", "P]", "##", "##s"]


def draw(generator, ranges):
    low, high = generator.choice(ranges)
    return chr(generator.randint(low, high))


def word(generator, ranges, longest=9):
    return "".join(draw(generator, ranges) for _ in range(generator.randint(1, longest)))


def scripted(generator):
    """Words of one script, with a few of another."""
    ranges = [generator.choice(list(SCRIPTS.values()))]
    words = [word(generator, ranges) for _ in range(generator.randint(1, 8))]
    words.insert(generator.randint(0, len(words)), word(generator, list(SCRIPTS.values())))
    return generator.choice([" ", " ", ""]).join(words)


def accented(generator):
    """Letters under stacks of marks; composed, decomposed or neither."""
    text = ""
    for _ in range(generator.randint(1, 20)):
        text += draw(generator, [SCRIPTS["latin"], SCRIPTS["vietnamese"], SCRIPTS["greek"], (0x20, 0x20)])
        text += "".join(draw(generator, MARKS) for _ in range(generator.choice([0, 0, 1, 1, 2, 4])))
    form = generator.choice([None, "NFC", "NFD", "NFKC"])
    return unicodedata.normalize(form, text) if form else text


def pictured(generator):
    return "".join(generator.choice([draw(generator, EMOJI), draw(generator, EMOJI), "hi", " ", "\U0001F44D\U0001F3FD"])
                   for _ in range(generator.randint(1, 15)))


def controlled(generator):
    return "".join(generator.choice([draw(generator, CONTROLS), draw(generator, CONTROLS), "the", "Cat", " "])
                   for _ in range(generator.randint(1, 15)))


def long(generator):
    """Words about as long as a tokenizer takes (100 code points), and longer."""
    unit = generator.choice(["a", "the", "é", "e\u0301", "İ", "中", "각", "𐐀", "😀", "x.", "a\u00ad", "Ab"])
    return "ok " + unit * (generator.randint(90, 210) // len(unit)) + generator.choice(["", " ok", ".", "'s"])


def scattered(generator):
    """Any code points at all, assigned or not."""
    codes = (generator.choice([0xFFFF, 0x1FFFF, 0x3FFFF, 0x10FFFF]) for _ in range(generator.randint(1, 12)))
    return "a" + "b".join(chr(c) for c in (generator.randint(0, top) for top in codes)
                          if c != 0x0A and not 0xD800 <= c <= 0xDFFF)


def mixed(generator):
    makers = [lambda: generator.choice(SPECIAL), lambda: word(generator, PUNCTUATION, 3), lambda: " ",
              lambda: word(generator, list(SCRIPTS.values()), 4), lambda: word(generator, CONTROLS, 1),
              lambda: word(generator, MARKS, 2), lambda: word(generator, [SCRIPTS["latin"]], 6)]
    return "".join(generator.choice(makers)() for _ in range(generator.randint(1, 14)))


def texts(n, seed=1):
    """n texts without line feeds and without a carriage return at the end, which a line of a file cannot hold."""
    generator = random.Random(seed)
    makers = (scripted, accented, pictured, controlled, long, scattered, mixed)
    return [makers[i % len(makers)](generator).rstrip("\r") for i in range(n)]


def broken(n, seed=2):
    """n lines of bytes that are not UTF-8: whole texts with bytes changed, dropped or put in."""
    generator = random.Random(seed)
    lines = []
    for text in texts(n, seed):
        line = bytearray(text.encode("utf-8"))
        for _ in range(generator.randint(1, 4)):
            at = generator.randint(0, len(line))
            line[at:at + generator.randint(0, 2)] = bytes(generator.choices(range(128, 256), k=generator.randint(0, 2)))
        lines.append(bytes(line).replace(b"\n", b"").rstrip(b"\r"))
    return lines
