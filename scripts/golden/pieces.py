"""The vocabularies of the golden fixtures, written for them: a wide one for tokenizer cases, a small one for models."""

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

WORDS = """
the a an of to and in is it was for on that with as at by this be are or from not but have has had they you we he she
his her its my our your one two three all no so if when what which who how why can will would should could do does did
go going gone come came see saw seen say said good bad great poor happy sad film movie book food room staff price
time day night year week people man woman child house home city road river sea sun rain snow wind tree dog cat bird
play playing eat eating run running sleep walk talk love hate like want need make made take took give gave find found
work school train car bus boat big small old new long short hot cold red green blue white black
""".split()

PREFIXES = "un re pre dis over under anti inter trans super".split()
SUFFIXES = "s es ed ing er est ly ness less ful able ment ion tion al ity ism ist y ie th nd st rd".split()
CASED = "The A I It He She We You This That London Paris Monday May John Mary OK USA".split()

ASCII_PUNCTUATION = [chr(c) for c in range(33, 127) if not chr(c).isalnum()]
LATIN = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿāăąćčďđęěğıłńňőœřśşšťůűźżžǆơưảạấầẩẫậắằẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў"
OTHER_LETTERS = "אבגדהשםאبتسلاممرحबनमसतकगดกขคაბგհայ"
CJK = "中文字漢語日本東京人山水火木金土你好世界上下大小學生㐀𠀀𪜀𫝀豈"
KANA = "あいうえおかがきぎくぐはばぱアイウエオカガキハバパーテストんンっッ"
HANGUL = "가각나다라마바사아자차카타파하한국어말"
JAMO = "".join(chr(c) for c in [*range(0x1100, 0x1113), *range(0x1161, 0x1176), 0x11A8, 0x11AB, 0x11AF, 0x11B7, 0x11BC])
MARKS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0345\u064b\u064e\u0651" \
        "\u05b0\u05bc\u093c\u094d\u0e48\u0e34\u3099\u309a\u20e3\ufe0f\u20dd\u0488"
EMOJI = "😀😂👍👨👩👧👦🏽🇩🇪🇯🇵❤☺✈🎉🏳🌈🚀©®™"
SYMBOLS = "€£¥°±×÷½¼²³µ№→←∞≠≤√∑█♠♫"
PUNCTUATION = "¡¿«»–—‘’“”„…†‡•‰‹›§¶·‐‑‒―※⁂、。〈〉《》「」『』【】〜・！？，．：；（）［］｛｝～،؛؟٪।॥՝՞׀״๏๚፠፡።᠀᠁⸮⹀"

# Code points whose treatment depends on the version of Unicode, unassigned ones, and private ones.
SUBTLE = [0x1734, 0x1735, 0x07FD, 0x0898, 0x08D4, 0x09FE, 0x0C3C, 0x1ABF, 0x1DF6, 0x166D, 0x111C9, 0x061D, 0x09FD,
          0x2E43, 0x2E52, 0x1B7D, 0x0890, 0x08E2, 0x110CD, 0x13430, 0x1C89, 0x1C8A, 0xA7CB, 0x0264, 0xA7CC, 0xA7CD,
          0x10D50, 0x10D70, 0x11938, 0x11935, 0x11930, 0x0378, 0x0379, 0x05FF, 0x2FE0, 0x1E94A, 0x1E922, 0x1E944,
          0x1715, 0x302E, 0x00DF, 0x0149, 0x01C6, 0xFB01, 0x017F, 0x212B, 0x00E5, 0x0131, 0x02BC, 0x1E9E, 0x10400,
          0x10428, 0x13A0, 0xAB70, 0x10A0, 0x2D00, 0x10D0, 0x1C90, 0x0E33, 0x0EB3, 0x0F77, 0x0FB2, 0x0F71, 0x0F80]


def unique(pieces):
    return list(dict.fromkeys(pieces))


def both(characters):
    """Each character as a word's start and as its continuation."""
    return [form for c in characters for form in (c, "##" + c)]


def tokenizer_vocabulary():
    """About 1,500 pieces over many scripts."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = SPECIAL + ASCII_PUNCTUATION + both(letters + "0123456789") + both(letters.upper())
    pieces += WORDS + PREFIXES + ["##" + s for s in SUFFIXES] + CASED
    pieces += both(LATIN) + both(LATIN.upper().replace("SS", "")) + both(GREEK) + both(GREEK.upper())
    pieces += both(CYRILLIC) + both(CYRILLIC.upper()) + both(OTHER_LETTERS) + both(CJK) + both(KANA) + both(HANGUL)
    pieces += both(JAMO) + both(MARKS) + both(EMOJI) + both(SYMBOLS) + list(PUNCTUATION) + both(map(chr, SUBTLE))
    pieces += ["東京", "日本", "привет", "мир", "##ом", "καλη", "##μερα", "cafe", "café", "uber", "über", "##straße",
               "10", "100", "##00", "20", "##24"]
    return unique(pieces)


def model_vocabulary():
    """200 pieces: English letters, punctuation and words."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = SPECIAL + list(".,!?'-") + both(letters) + WORDS
    return unique(pieces)[:181] + ["##ed", "##ing", "##er", "##est", "##ly", "##ness", "##less", "##ful", "##able",
                                   "##ment", "##tion", "##al", "##ity", "##ist", "##es", "##th", "##nd", "##st", "##rd"]
