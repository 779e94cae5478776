#!/usr/bin/env python3
"""Writes tests/golden/tokenizer.cases and tokenizer.vocab.txt: WordPiece as PyPI's tokenizers does it.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_tokenizer.py
"""

import codecs
import itertools
import json
import random

import golden
import pieces

VOCABULARY = pieces.tokenizer_vocabulary()

LATIN = """
Hello, world!
the unhappiness of uncertainty
It's a well-known fact: don't, won't & can't.
He said "go" (and she went) -- twice...
3.14159 2024-12-31 10:30 $5.00 50% #1 @home a/b c\\d x^y ~z `q` {k} [v] <t> |p| a_b a*b a+b a=b
e-mail: john.doe@example.com http://www.example.com/path?x=1&y=2#z
C++ C# .NET f(x)=x^2+3x-5
naïve café résumé Zürich Ångström smørrebrød œuvre Łódź façade
CAFÉ ÜBER STRASSE STRAßE Straße ẞ
Tiếng Việt: Nguyễn Thị Ánh Dương đẹp ở Huế
ǅ Ǆ ǆ ŉ ſ ﬁ ﬀ K Å Ω
İstanbul ISPARTA ıspırık İİ iİ
Ό,τι να 'ναι. ΑΣ ΑΣΑ ΌΔΟΣ ὀδυσσεύς ΟΔΥΣΣΕΎΣ Σ σ ς ΣΣ
Καλημέρα κόσμε ΐ ΰ ᾳ ᾼ ῼ
Привет, мир! Ёлка ёлка Йод йод Ўзбек ґанок ЇЖАК
שָׁלוֹם עולם שלום
مرحبا بالعالم، كيف الحال؟ السَّلَامُ
नमस्ते दुनिया। हिन्दी
กรุงเทพ น้ำ ที่นี่
ქართული ენა ᲥᲐᲠᲗᲣᲚᲘ ႠႡ Ⴀ
Հայերեն՝ բարեւ։
ᏣᎳᎩ Ꭰ ꭰ 𐐀𐐨 Ⴀⴀ
中文测试
你好，世界！大学生。
東京タワーへ行く 日本語のテスト がぎぐ パピプ
ｆｕｌｌｗｉｄｔｈ ＡＢＣ １２３ ｶﾞｷﾞ
안녕하세요 한국어 세계 각
混合mixed文字text한글かなкириллица
㐀㐁 𠀀𠀁 𪜀 𫝀 𫠠 𫤟 𫤠 𬺯 𬺰 豈 丽 㐀a a𠀀b
😀 😂 hello😀world 👍🏽 👨‍👩‍👧‍👦 🇩🇪 ❤️ ☺️ 1️⃣ 🏳️‍🌈 ✈️go
© ® ™ € £ ¥ ° ± × ÷ ½ ² № → ← ∞ ≠ ≤ √ ∑ █ ♠
¡Hola! ¿Qué tal? «oui» „ja“ ‚x‘ “a” ‘b’ … † ‡ • ‰ ‹y› § ¶ · ‐ ‑ ‒ – — ― ※ ⁂
、。〈a〉《b》「c」『d』【e】〜・！？，．：；（f）［g］｛h｝
a⁀b a‿b a＿b a﹏b a゠b a⸺b a᐀b a・b a･b
a\u00adb co\u00adoperate
""".strip("\n").split("\n")

MARKS = [
    "e\u0301", "cafe\u0301", "caf\u00e9", "E\u0301COLE", "a\u0301\u0302\u0303", "q\u0323\u0307", "q\u0307\u0323",
    "\u1e69", "\u0301", "\u0301\u0302", " \u0301", "a \u0301 b", "\u0301a", "x\u0338=y", "o\u031b\u0301",
    "\u01a1\u0301", "\u1edb", "a\u20dd", "1\u20e3", "\u0430\u0488", "\u093c\u0915", "\u0958", "\u0929", "\u09dc",
    "\u0344", "\u0345", "\u1fb3", "\u0e33", "\u0eb3", "\u0e19\u0e49\u0e33", "\u304b\u3099", "\u304c", "\u30cf\u309a",
    "\u30d1", "\u3099", "\u0f77", "\u0f71\u0f72", "\u0f73", "\u1100\u1161\u11a8", "\uac01", "\uac00\u11a8", "\ud7a3",
    "\u11a8\uac00", "\u0041\u030a", "\u212b", "\u00c5", "\u1e9b\u0323", "\ufb1e", "\u302e\u0334", "\u1715\u0334",
    "\u0334\u1715", "a\u0345\u0301", "a\u0898\u0323", "a\u0323\u0898", "a\u1ab0\u1abf\u0c3c", "a\u0c3c\u1abf",
    "a\u1dfa\u1dc0", "\U00011938", "\U00011935\U00011930", "a\U0001e94a", "\U0001e922\U0001e944", "i\u0307",
    "I\u0307", "\u0130", "\u0130\u0301", "\u0049\u0301\u0307", "\u012f\u0307\u0301", "x\ufe0f", "x\ufe0e",
    "\U000e0100x", "x\U000e0100",
]

CONTROLS = [
    "a\u0001b", "a\u0007b", "\u0008", "a\u001bb", "a\u007fb", "a\u0080b", "a\u0085b", "a\u009fb", "a\u00adb",
    "a\u200bb", "a\u200cb", "a\u200db", "a\u200eb", "a\u200fb", "a\u202ab\u202cc", "a\u2060b", "a\u2066b\u2069",
    "a\u061cb", "a\u180eb", "\ufeffhello", "a\ufeffb", "a\ufff9b\ufffac\ufffbd", "a\U000e0001b\U000e0041c",
    "a\ue000b", "\uf8ff", "a\U000f0000b", "a\U0010fffdb", "a\ufffdb", "\ufffd", "\ufffd\ufffd", "a\ufffeb",
    "a\uffffb", "\U0001fffe", "a\u0378b", "\u0378", "\u0379\u0378", "\u05ff", "a\u2fe0b", "\u0890a", "a\u08e2b",
    "a\U000110cdb", "a\U00013430b", "a\U0001bca0b", "a\u206ab", "a\u0600b", "a\u06ddb", "a\u070fb", "a\ufffcb",
    "\U000e0fffa", "a\U0003fffdb", "a\U000a0000b",
]

SPACES = [
    "", " ", "   ", "\t", "\n", "\r\n", "a\tb", "a\nb", "a\rb", "a\r\nb", "  a  b  ", "\ta\t", "a\u000bb", "a\u000cb",
    "a\u00a0b", "\u00a0", "a\u1680b", "a\u2000b", "a\u2001b", "a\u2002b", "a\u2003b", "a\u2004b", "a\u2005b",
    "a\u2006b", "a\u2007b", "a\u2008b", "a\u2009b", "a\u200ab", "a\u2028b", "a\u2029b", "a\u202fb", "a\u205fb",
    "a\u3000b", "\u3000\u3000", "a\u2800b", "a\u001cb", "a\u001db", "a\u001eb", "a\u001fb", "a \u200b b", "a\u0085",
    " \u0001 ", "the\u00a0cat\u3000sat\u2003on",
]

SPECIALS = [
    "[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "a [SEP] b", "a[SEP]b", "[CLS][SEP]", "[cls]", "[Sep]", "[ MASK ]",
    "[MASK", "MASK]", "[[MASK]]", "un[MASK]ed", "the [MASK] sat.", "[MASK]\u0301", "\u0301[MASK]", "[MA\u00adSK]",
    "[MASK]\n[MASK]", "caf\u00e9[SEP]caf\u00e9", "[UNK]known", "[PAD] [PAD]", "\u4e2d[SEP]\u6587", "##s", "un##s",
    "[SEP", "[SEP][", "][SEP]", "[MASK][MASK][MASK]", "[mask] [MASK]", "\uff3bMASK\uff3d", "<s></s>", "[unused1]",
]

WORDS = [
    "a" * 2, "a" * 5, "a" * 64, "a" * 99, "a" * 100, "a" * 101, "a" * 200, "\u00e9" * 100, "e\u0301" * 50,
    "e\u0301" * 51, "e\u0301" * 100, "e\u0301" * 101, "\u0301" * 150, "\U0001f600" * 100, "\U0001f600" * 101,
    "\u4e2d" * 101, "\uac00" * 49, "\uac00" * 50, "\uac00" * 51, "\u0130" * 50, "\u0130" * 51, "\u0130" * 100,
    "a" * 99 + ".", "a" * 100 + "." + "b" * 100, "a" * 101 + " ok", "x" * 98 + "\u00e9\u00e9", "." * 120,
    "a\u00ad" * 100, "a\u00ad" * 101, "the" * 33, "the" * 34, "q" * 3 + "\u1234", "\u1234", "ok\u1234 ok",
    "\u1234ok ok",
    "unhappiness", "playings", "foodless", "xyzzy", "THEATRE", "MixedCase", "iPhone", "caf\u00e9s", "stra\u00dfe",
    "o\ufb01ce", "w00t", "20241231", "100000", "\u0661\u0662", "\u2460", "\u00bc", "\u216b", "x\u00b2", "\u01c5",
    "\u1f88", "\u0149", "\u1e9e", "\u1c89", "\ua7cb", "\ua7cc", "\U00010d50", "\U00016ea0", "\u10a0", "\u1c90",
    "\u13a0", "\uab70", "\U00010400", "\U00011937",
]

INVALID = [
    "80", "ff", "c0", "c0af", "c1bf", "c2", "c220", "e0", "e080af", "e0a0", "e0a020", "ed9fbf", "eda080", "edbfbf",
    "eda080edb080", "ee8080", "f0", "f08080af", "f09080", "f0908020", "f09f98", "f09f9880", "f09f9820f09f9880",
    "f4908080", "f48fbfbf", "f5808080", "f88888808080", "fc8080808080", "fe", "6180", "8061", "61c362", "61c3a962",
    "63616666e9", "6361666ce9206f6b", "74686520ff20636174", "74686580636174", "616200ff6364", "e4b8ade6",
    "e4b8ade696", "e4b8ade69687", "ffffffff", "c3c3a9", "c3a9c3", "61e28262", "61e282ac62", "61f0908062", "61bf62",
    "5b4d41534bff5d", "5b4d41534b5dff", "61ccff81", "65cc81ff", "efbfbd", "61efbfbd62", "efbbbf61", "00", "0061",
    "610062", "6100", "2000", "746865006361", "0000", "5b43004c535d",
]

POOL = [
    *"abcdeABCDE 0123 .,!?'-()",
    *"\u00e9\u00c9\u0301\u0323\u00df\u0130\u0131\u03a3\u03c2\u0416\u0451\u4e2d\u6587\u3042\u304c\uac01\u1100",
    *"\u00a0\u3000\u200b\u200d\ufe0f\u0001\u0085\n\t\ufffd\ue000\u0378\u2014\u2026\u3002\u0964",
    *"\u1734\u166d\u0898\u1234\U0001f600\U0001f3fd\U00020000\U00011938",
    "[MASK]", "[SEP]", "##", "the ", "un", "ing", " cat", "food",
]


def subtle():
    """Each code point whose class differs between versions of Unicode, inside a word and with an accent."""
    return ["a%sb %s" % (chr(code), chr(code) + "\u0301") for code in pieces.SUBTLE]


def mixtures(n):
    """Random concatenations over the pool, from a fixed seed."""
    generator = random.Random(1)
    return ["".join(generator.choice(POOL) for _ in range(generator.randint(3, 24))) for _ in range(n)]


def case_texts():
    """(text, option triples) for all cases that are valid UTF-8."""
    default = [(True, None, True)]
    every = list(itertools.product((True, False), (None, True, False), (True, False)))
    wide = LATIN[:1] + LATIN[7:17] + LATIN[22:30] + [MARKS[i] for i in (1, 5, 17, 34, 46, 54, 58)] + WORDS[7:10] + \
        SPECIALS[6:8] + ["\u0130\u0130", "a\ufffdb\u200bc\u3000d"]
    for text in LATIN + MARKS + CONTROLS + SPACES + SPECIALS + WORDS + subtle() + mixtures(120):
        yield text, every if text in wide else default
    for text in MARKS + subtle():
        yield text, [(True, False, True)]


def decode(data):
    """The text of data with U+FFFD for what is not UTF-8, and how many of these were put in."""
    count = 0

    def replace(error):
        nonlocal count
        count += 1
        return "\ufffd", error.end

    codecs.register_error("count", replace)
    return data.decode("utf-8", errors="count"), count


def main():
    tokenizers = {}

    def case(text, options, special=False):
        if options not in tokenizers:
            tokenizers[options] = golden.make_tokenizer(VOCABULARY, *options)
        row = dict(zip(("lowercase", "strip_accents", "chinese"), options))
        if special:
            row["special"] = True
        row["ids"] = tokenizers[options].encode(text, add_special_tokens=special).ids
        return row

    rows = []
    for text, options_list in case_texts():
        # NUL is in the rows of bytes, since many JSON readers refuse it in strings.
        assert "\0" not in text
        rows += [{"text": text, **case(text, options)} for options in options_list]
    for text in LATIN[:4] + SPACES[:4] + SPECIALS[:10] + CONTROLS[:3] + WORDS[3:6]:
        rows.append({"text": text, **case(text, (True, None, True), special=True)})
    for data in INVALID:
        text, replaced = decode(bytes.fromhex(data))
        assert text == bytes.fromhex(data).decode("utf-8", errors="replace")
        rows.append({"bytes": data, "replaced": replaced, **case(text, (True, None, True))})

    lines = dict.fromkeys(json.dumps(row, separators=(",", ":")) for row in rows)
    golden.GOLDEN.mkdir(parents=True, exist_ok=True)
    (golden.GOLDEN / "tokenizer.cases").write_text("".join(line + "\n" for line in lines))
    (golden.GOLDEN / "tokenizer.vocab.txt").write_text("".join(piece + "\n" for piece in VOCABULARY), encoding="utf-8")


if __name__ == "__main__":
    main()
