"""The small random BERT of the golden fixtures: its weights, its folder in the legacy sentence-transformers form, and
its sentence vectors in float64."""

import json

import golden
import pieces
import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

VOCABULARY = pieces.model_vocabulary()
MAX_TOKENS = 24
FOLDER = golden.GOLDEN / "bert"
CONFIG = {
    "architectures": ["BertModel"], "model_type": "bert", "vocab_size": len(VOCABULARY), "hidden_size": 32,
    "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "max_position_embeddings": 64,
    "type_vocab_size": 2, "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": 0,
    "position_embedding_type": "absolute", "use_cache": True, "classifier_dropout": None,
    "gradient_checkpointing": False, "torch_dtype": "float32", "transformers_version": "4.41.0",
}


def random_weights(model, seed):
    """Matrices and biases N(0, 0.2²), LayerNorm weights 1 + N(0, 0.2²), in the order of their names."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(model.named_parameters()):
        values = 0.2 * torch.randn(parameter.shape, generator=generator)
        parameter.data.copy_(values + 1 if name.endswith("LayerNorm.weight") else values)


def bert_config():
    config = BertConfig(**{key: value for key, value in CONFIG.items() if key not in ("torch_dtype", "architectures")})
    config._attn_implementation = "eager"
    return config


def load_model():
    """The folder's model in float64, without dropout."""
    model = BertModel(bert_config())
    model.load_state_dict(load_file(FOLDER / "model.safetensors"), strict=True)
    return model.double().eval()


def tokenizer_json():
    """As a published model has it: with a truncation and a padding that sentence_bert_config.json overrules."""
    tokenizer = golden.make_tokenizer(VOCABULARY)
    tokenizer.enable_truncation(16)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]", length=16)
    return json.loads(tokenizer.to_str())


def token_ids(text):
    tokenizer = golden.make_tokenizer(VOCABULARY)
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer.encode(text).ids


def hidden_states(model, ids):
    """[tokens, hidden] of one sentence."""
    row = torch.tensor([ids])
    return model(input_ids=row, attention_mask=torch.ones_like(row)).last_hidden_state[0]


def pool(hidden, mode):
    """Unit vector of one sentence."""
    pooled = {"mean": lambda: hidden.mean(0), "cls": lambda: hidden[0], "max": lambda: hidden.max(0).values}[mode]()
    return torch.nn.functional.normalize(pooled, dim=0)


def embed(model, texts):
    """[texts, hidden]: mean pooling, unit length."""
    return torch.stack([pool(hidden_states(model, token_ids(text)), "mean") for text in texts])


def write_folder():
    model = BertModel(bert_config())
    random_weights(model, seed=1)
    golden.write_tensors(FOLDER / "model.safetensors", model.state_dict())
    kinds = "sentence_transformers.models."
    write = golden.write_json
    write(FOLDER / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": kinds + "Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": kinds + "Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": kinds + "Normalize"}])
    write(FOLDER / "config.json", CONFIG)
    write(FOLDER / "sentence_bert_config.json", {"max_seq_length": MAX_TOKENS, "do_lower_case": False})
    write(FOLDER / "config_sentence_transformers.json", {
        "__version__": {"sentence_transformers": "3.0.0", "transformers": "4.41.0", "pytorch": "2.3.0"},
        "model_type": "SentenceTransformer", "prompts": {}, "default_prompt_name": None,
        "similarity_fn_name": "cosine"})
    write(FOLDER / "1_Pooling" / "config.json", {
        "word_embedding_dimension": CONFIG["hidden_size"], "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False, "pooling_mode_weightedmean_tokens": False,
        "pooling_mode_lasttoken": False, "include_prompt": True})
    write(FOLDER / "2_Normalize" / "config.json", {})
    names = {"cls_token": "[CLS]", "mask_token": "[MASK]", "pad_token": "[PAD]", "sep_token": "[SEP]",
             "unk_token": "[UNK]"}
    write(FOLDER / "special_tokens_map.json", names)
    added = {"content": None, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
             "special": True}
    write(FOLDER / "tokenizer_config.json", {
        "tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 64, **names,
        "strip_accents": None, "tokenize_chinese_chars": True, "never_split": None, "do_basic_tokenize": True,
        "clean_up_tokenization_spaces": True,
        "added_tokens_decoder": {str(i): {**added, "content": VOCABULARY[i]} for i in range(5)}})
    write(FOLDER / "tokenizer.json", tokenizer_json())
    (FOLDER / "vocab.txt").write_text("".join(piece + "\n" for piece in VOCABULARY))
