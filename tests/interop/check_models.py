"""Folders of the shapes that people have, with random weights, give the vectors of the library that reads them."""

import json
import os
import shutil

import hard_texts
import interop
import numpy

# name, pooling, hidden width, heads, layers: MiniLM-L12, gte-base, e5-base, bge-large.
SHAPES = [("MiniLM-L12", "mean", 384, 12, 12), ("e5", "mean", 768, 12, 12), ("bge", "cls", 1024, 16, 12),
          ("gte", "mean", 512, 8, 12)]
PROMPTS = {"query": "query: ", "passage": "passage: "}


def lines():
    """Sentences, over-long and empty texts, and those that readers trip over."""
    return interop.corpus_texts()[::40][:150] + hard_texts.texts(40, seed=5) + ["", "word " * 600]


def make_bert(hidden, heads, layers):
    """The body, with weights that keep the layers from wiping the texts out."""
    import torch
    from transformers import BertConfig, BertModel
    tokenizer = json.loads((interop.minilm() / "tokenizer.json").read_text())
    config = BertConfig(vocab_size=len(tokenizer["model"]["vocab"]), hidden_size=hidden, num_hidden_layers=layers,
                        num_attention_heads=heads, intermediate_size=4 * hidden)
    torch.manual_seed(hidden)
    bert = BertModel(config)
    for name, parameter in bert.named_parameters():
        parameter.data += 0.05 * torch.randn_like(parameter) if "LayerNorm" in name or "bias" in name else 0
    return bert


def make_folder(name, pooling, hidden, heads, layers, dtype, extra=()):
    """A folder as sentence-transformers saves it now."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    body, folder = interop.work_folder() / (name + "-body"), interop.work_folder() / name
    make_bert(hidden, heads, layers).to(dtype).save_pretrained(body)
    for file in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        shutil.copy(interop.minilm() / file, body)
    model = SentenceTransformer(modules=[
        Transformer(str(body), max_seq_length=256), Pooling(hidden, pooling_mode=pooling), *extra, Normalize()],
        prompts=PROMPTS, device="cpu")
    model.save(str(folder))
    shutil.rmtree(body)
    return folder


def compare(name, folder, texts, *options, **arguments):
    import torch
    from sentence_transformers import SentenceTransformer
    torch.set_num_threads(1)
    peer = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    vectors = peer.encode(texts, batch_size=16, show_progress_bar=False, **arguments)
    interop.report_vectors("models: " + name, interop.encode(folder, texts, "vectors", *options), vectors)


def check_shapes():
    import torch
    from sentence_transformers.models import Dense, Dropout, LayerNorm
    texts = lines()
    for name, pooling, hidden, heads, layers in SHAPES:
        folder = make_folder(name, pooling, hidden, heads, layers, torch.float32)
        compare("%s, %d wide" % (name, hidden), folder, texts, "--prompt", "query", prompt_name="query")
        shutil.rmtree(folder)
    for dtype, word in ((torch.float16, "F16"), (torch.bfloat16, "BF16")):
        folder = make_folder(word, "mean", 384, 12, 3, dtype)
        compare(word + " weights", folder, texts)
    modes = ["cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"]
    norm = LayerNorm(256)
    with torch.no_grad():
        norm.norm.weight += 0.1 * torch.randn(256)
        norm.norm.bias += 0.1 * torch.randn(256)
    extra = [Dense(6 * 384, 256, activation_function=torch.nn.GELU()), norm, Dropout(0.1),
             Dense(256, 128, bias=False, activation_function=torch.nn.SiLU())]
    folder = make_folder("modules", modes, 384, 12, 3, torch.float32, extra)
    compare("all poolings, two Dense, cut", folder, texts, "--dimension", "48", truncate_dim=48)
    compare("trained from it", tuned(folder), texts)
    config = folder / "1_Pooling" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "include_prompt": False}))
    compare("the prompt outside the pooling", folder, texts, "--prompt", "a text: ", prompt="a text: ")


def check_model2vec():
    """A table of each type over MiniLM's vocabulary, whole and quantised."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer
    texts, random = lines(), numpy.random.default_rng(7)
    tokenizer = Tokenizer.from_file(str(interop.minilm() / "tokenizer.json"))
    n = tokenizer.get_vocab_size()
    for dtype in ("float32", "int8"):
        for n_rows in (None, 500):
            table = random.normal(size=(n_rows or n, 256))
            table = (table * 30).clip(-127, 127).round().astype(dtype) if dtype == "int8" else table.astype(dtype)
            extra = {} if n_rows is None else {"token_mapping": random.integers(0, n_rows, n),
                                               "weights": random.random(n).astype("float32")}
            folder = interop.work_folder() / ("model2vec-%s-%s" % (dtype, n_rows))
            StaticModel(table, tokenizer, config={"model_type": "model2vec"}, normalize=True, max_length=64,
                        **extra).save_pretrained(folder)
            peer = StaticModel.from_pretrained(folder)
            interop.report_vectors("models: model2vec, %s, %s rows" % (dtype, n_rows or "all"),
                                   interop.encode(folder, texts, "vectors"), peer.encode(texts))
    # The last one, whose table has become whole.
    folder = tuned(folder)
    interop.report_vectors("models: trained from model2vec", interop.encode(folder, texts, "vectors"),
                           StaticModel.from_pretrained(folder).encode(texts))


def tuned(folder):
    """The folder after two steps of training."""
    out = interop.work_folder() / (folder.name + "-tuned")
    os.environ["SIMILE_INIT"] = str(folder)
    keys = ("steps=2", "batch_size=8", "eval_every=0", "warmup=0")
    interop.simile("train", "configs/finetune.yaml", "-o", out, *[part for key in keys
                                                                 for part in ("--set", "train." + key)])
    return out


def check_static():
    """sentence-transformers' own static module, over the same vocabulary."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, StaticEmbedding
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(str(interop.minilm() / "tokenizer.json"))
    folder = interop.work_folder() / "static"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=128), Normalize()],
                        device="cpu").save(str(folder))
    compare("StaticEmbedding", folder, lines())


def main():
    check_shapes()
    check_static()
    check_model2vec()
    interop.finish()


if __name__ == "__main__":
    main()
