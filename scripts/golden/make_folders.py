#!/usr/bin/env python3
"""Writes tests/golden/folders/: model folders with one feature each, and the vectors that sentence-transformers or
model2vec give for them. A folder that begins with "bert-" holds only what differs from tests/golden/bert.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_folders.py
"""

import pathlib
import shutil
import tempfile

import golden
import model
import numpy
import torch
from model2vec import StaticModel
from safetensors.torch import save
from sentence_transformers import SentenceTransformer
from transformers import BertModel

FOLDERS = golden.GOLDEN / "folders"
TEXTS = ["the cat was happy", "", "We saw a sad movie, and she said it's not bad.",
         "中文 and \U0001f600 are unknown, the [MASK] house",
         "it was a long time and the people of the city had come to see the sea and the sun and the wind of the day"]
OLD = "sentence_transformers.models."
NEW = {"Transformer": "sentence_transformers.base.modules.transformer.Transformer",
       "Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
       "Dense": "sentence_transformers.base.modules.dense.Dense",
       "Normalize": "sentence_transformers.base.modules.normalize.Normalize",
       "StaticEmbedding": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"}
WIDTH = model.CONFIG["hidden_size"]


def random(seed, *shape):
    return 0.4 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def write_modules(folder, kinds, is_new=False):
    """modules.json of the kinds in their order; the body lies in the folder itself."""
    golden.write_json(folder / "modules.json", [
        {"idx": i, "name": str(i), "path": "" if i == 0 else "%d_%s" % (i, kind),
         "type": NEW[kind] if is_new else OLD + kind} for i, kind in enumerate(kinds)])


def write_switches(folder, *names, include_prompt=True):
    keys = ("cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken")
    assert set(names) <= set(keys)
    golden.write_json(folder / "1_Pooling" / "config.json", {
        "word_embedding_dimension": WIDTH, **{"pooling_mode_" + key: key in names for key in keys},
        "include_prompt": include_prompt})


def write_pooling(folder, mode, include_prompt=True):
    golden.write_json(folder / "1_Pooling" / "config.json", {
        "embedding_dimension": WIDTH, "pooling_mode": mode, "include_prompt": include_prompt})


def write_dense(folder, width, out, activation, bias, seed):
    golden.write_json(folder / "config.json", {
        "in_features": width, "out_features": out, "bias": bias,
        "activation_function": "torch.nn.modules.activation." + activation})
    tensors = {"linear.weight": random(seed, out, width)}
    if bias:
        tensors["linear.bias"] = random(seed + 1, out)
    golden.write_tensors(folder / "model.safetensors", tensors)


def write_sentence_config(folder, **values):
    golden.write_json(folder / "config_sentence_transformers.json", {
        "__version__": {"sentence_transformers": "5.0.0", "transformers": "4.53.0", "pytorch": "2.7.0"},
        "model_type": "SentenceTransformer", "prompts": {}, "default_prompt_name": None,
        "similarity_fn_name": "cosine", **values})


def write_small_bert(folder, dtype, rename):
    """A model of one layer in another type of numbers, under other names of its tensors."""
    config = {**model.CONFIG, "num_hidden_layers": 1, "intermediate_size": 32}
    small = model.bert_config()
    small.num_hidden_layers, small.intermediate_size = 1, 32
    bert = BertModel(small)
    model.random_weights(bert, seed=7)
    golden.write_json(folder / "config.json", config)
    tensors = rename({name: value.to(dtype) for name, value in bert.state_dict().items() if "pooler" not in name})
    (folder / "model.safetensors").write_bytes(
        save({name: value.contiguous() for name, value in tensors.items()}, {"format": "pt"}))


def as_masked_lm(tensors):
    """The names of an old BertForMaskedLM, with what a sentence encoder does not need."""
    named = {"bert." + name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"):
             value for name, value in tensors.items()}
    named["bert.embeddings.position_ids"] = torch.arange(64).reshape(1, -1)
    named["cls.predictions.bias"] = torch.zeros(len(model.VOCABULARY))
    named["cls.predictions.transform.LayerNorm.weight"] = torch.full([WIDTH], float("nan"))
    return named


# The folders over tests/golden/bert: what is written into them, and the cases (prompt, dimension) beyond the plain one.

def bert_sqrt(folder):
    write_switches(folder, "mean_sqrt_len_tokens")
    write_modules(folder, ["Transformer", "Pooling"])


def bert_weighted(folder):
    write_switches(folder, "weightedmean_tokens")


def bert_last(folder):
    write_pooling(folder, "lasttoken")
    write_modules(folder, ["Transformer", "Pooling", "Normalize"], is_new=True)


def bert_switches(folder):
    write_switches(folder, "lasttoken", "mean_tokens", "max_tokens", "cls_token")
    write_modules(folder, ["Transformer", "Pooling"])


def bert_list(folder):
    write_pooling(folder, ["weightedmean", "max", "mean_sqrt_len_tokens"])


def bert_modules(folder):
    write_modules(folder, ["Transformer", "Pooling", "Dropout", "Dense", "Normalize", "Dense", "Dropout"])
    golden.write_json(folder / "2_Dropout" / "config.json", {"dropout": 0.3})
    write_dense(folder / "3_Dense", WIDTH, 20, "GELU", True, seed=11)
    write_dense(folder / "5_Dense", 20, 12, "SiLU", False, seed=13)
    golden.write_json(folder / "6_Dropout" / "config.json", {"dropout": 0.1})


def bert_dense(folder):
    write_modules(folder, ["Transformer", "Pooling", "Dense", "Dense", "Dense", "Normalize"], is_new=True)
    write_dense(folder / "2_Dense", WIDTH, 16, "Sigmoid", True, seed=15)
    write_dense(folder / "3_Dense", 16, 24, "ReLU", True, seed=17)
    write_dense(folder / "4_Dense", 24, 10, "Tanh", True, seed=19)


def bert_prompts(folder):
    write_pooling(folder, ["cls", "max", "mean", "weightedmean"], include_prompt=False)
    write_sentence_config(folder, prompts={"query": "the film: ", "document": "", "long": "a good film about snow and "
                                           "a cold wind by the sea, and many many other things that a child likes "},
                          default_prompt_name="query")


def bert_prompt_inside(folder):
    write_sentence_config(folder, prompts={"q": "the film: "})


def bert_truncated(folder):
    write_sentence_config(folder, truncate_dim=12)


def bert_f16(folder):
    write_small_bert(folder, torch.float16, as_masked_lm)


def bert_bf16(folder):
    write_small_bert(folder, torch.bfloat16, dict)


def static_folder(folder):
    """The newer form: the table in a sub-folder, with a tokenizer.json that truncates."""
    tokenizer = golden.make_tokenizer(model.VOCABULARY)
    tokenizer.enable_truncation(7)
    body = folder / "0_StaticEmbedding"
    golden.write_tensors(body / "model.safetensors", {"embedding.weight": random(21, len(model.VOCABULARY), 8)})
    (body / "tokenizer.json").write_text(tokenizer.to_str() + "\n")
    golden.write_json(folder / "modules.json", [
        {"idx": 0, "name": "0", "path": "0_StaticEmbedding", "type": NEW["StaticEmbedding"]},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": NEW["Normalize"]}])
    write_sentence_config(folder)


BERTS = {bert_sqrt: [], bert_weighted: [], bert_last: [], bert_switches: [], bert_list: [], bert_modules: [],
         bert_dense: [], bert_prompts: [("", None), ("long", None), ("a house and ", None)],
         bert_prompt_inside: [("q", None)], bert_truncated: [(None, 5)], bert_f16: [], bert_bf16: []}


def sentence_transformers_cases(folder, cases):
    """Weights of half width are computed with in float32, as simile does."""
    encoder = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    for prompt, dimension in [(None, None)] + cases:
        names = {"prompt_name": prompt} if prompt in encoder.prompts else {"prompt": prompt}
        vectors = encoder.encode(TEXTS, show_progress_bar=False, truncate_dim=dimension, **names)
        yield prompt, dimension, vectors


def write_expected(folder, cases, relative=1e-5):
    """`relative`: what a value may differ by, as a share of the largest one."""
    rows = []
    for prompt, dimension, vectors in cases:
        assert numpy.isfinite(vectors).all()
        rows.append({"prompt": prompt, "dimension": dimension,
                     "rows": [{"text": text, "vector": golden.rounded(vector.tolist(), 8)}
                              for text, vector in zip(TEXTS, vectors)]})
    golden.write_json(folder / "expected.json", {"tolerance": relative, "cases": rows})


def write_bert(make, cases):
    folder = FOLDERS / make.__name__.replace("_", "-")
    make(folder)
    with tempfile.TemporaryDirectory() as work:
        whole = pathlib.Path(work) / "whole"
        shutil.copytree(model.FOLDER, whole)
        shutil.copytree(folder, whole, dirs_exist_ok=True)
        write_expected(folder, sentence_transformers_cases(whole, cases))


def write_model2vec(name, normalize, dtype, max_length, n_rows=None, relative=1e-5):
    """A folder as model2vec writes it; with n_rows its vocabulary is quantised."""
    folder, n = FOLDERS / name, len(model.VOCABULARY)
    tokenizer = golden.make_tokenizer(model.VOCABULARY)
    table = random(31, n_rows or n, 8).numpy()
    table = numpy.rint(table * 50).clip(-127, 127).astype(dtype) if dtype == numpy.int8 else table.astype(dtype)
    extra = {}
    if n_rows:
        extra["token_mapping"] = (numpy.arange(n) * 7 % n_rows).astype(numpy.int64)
        extra["weights"] = (1 + random(33, n).numpy()).astype(numpy.float32)
    encoder = StaticModel(table, tokenizer, config={"model_type": "model2vec"}, normalize=normalize,
                          max_length=max_length, **extra)
    encoder.save_pretrained(folder)
    (folder / "README.md").unlink()
    loaded = StaticModel.from_pretrained(folder)
    write_expected(folder, [(None, None, loaded.encode(TEXTS))], relative)


def main():
    shutil.rmtree(FOLDERS, ignore_errors=True)
    for make, cases in BERTS.items():
        write_bert(make, cases)
    static_folder(FOLDERS / "static-new")
    write_expected(FOLDERS / "static-new", sentence_transformers_cases(FOLDERS / "static-new", []))
    write_model2vec("model2vec", True, numpy.float32, 5)
    write_model2vec("model2vec-quantised", False, numpy.float32, None, n_rows=40)
    # model2vec rounds the vectors of such a table to float16: 11 bits.
    write_model2vec("model2vec-f16", False, numpy.float16, 512, n_rows=40, relative=2**-11)
    write_model2vec("model2vec-i8", True, numpy.int8, 512)


if __name__ == "__main__":
    main()
