"""What the golden scripts share: places, the reference tokenizer, output."""

import json
import os
import pathlib
import re

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

from safetensors.torch import save  # noqa: E402
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"


def make_tokenizer(vocabulary, lowercase=True, strip_accents=None, chinese=True):
    """The WordPiece tokenizer of BERT over a list of pieces that begins with [PAD] [UNK] [CLS] [SEP] [MASK]."""
    ids = {piece: i for i, piece in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=chinese,
                                                      strip_accents=strip_accents, lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])])
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in vocabulary[:5]])
    return tokenizer


def write_json(path, value):
    """Indented, but a list of plain values on one line; pure ASCII."""
    text = json.dumps(value, indent=1)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda match: "[" + re.sub(r",\s+", ", ", match[1]) + "]", text)
    assert json.loads(text) == value
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")


def write_tensors(path, tensors):
    """A safetensors file of a dictionary of float32 tensors, readable by all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(save({name: value.float().contiguous() for name, value in tensors.items()}, {"format": "pt"}))


def rounded(values, digits=9):
    """Nested lists of numbers with so many significant digits."""
    if isinstance(values, (list, tuple)):
        return [rounded(value, digits) for value in values]
    return float("%.*g" % (digits, values))
