"""simile encode gives the vectors that sentence-transformers gives, with the weights of all-MiniLM-L6-v2."""

import interop
import hard_texts

N_LINES = 2000
# Coordinates of a normalised vector of 384 are about 0.05; two float32 programs differ by 4e-7 at most there.
TOLERANCE = 2e-6


def odd_lines():
    """Nothing, only spaces, CJK, texts over the limit of 256 tokens, one word over the tokenizer's limit."""
    sentence = "The ferry was late again, so we ate our sandwiches on the pier. "
    return ["", " ", "\t", "\u3000", "你好，世界！今天天气很好。", "東京タワーへ行きました。", "안녕하세요 세계", "😀👍🏽", "a",
            sentence * 40, "东" * 600, "x" * 400, "a b " * 300, "word " * 253, "word " * 254, "word " * 255, "word " * 256]


def main():
    folder = interop.minilm()
    lines = interop.corpus_texts()[::3][:N_LINES]
    assert len(lines) == N_LINES
    for name, texts in (("sentences", lines), ("empty, CJK, over-long", odd_lines()),
                        ("hard texts", hard_texts.texts(300, seed=3))):
        interop.report_vectors("encode: MiniLM, " + name, interop.encode(folder, texts, "minilm"),
                               interop.peer_encode(folder, texts), TOLERANCE)
    interop.finish()


if __name__ == "__main__":
    main()
