"""Makes the graphs that ONNX Runtime and OpenVINO run, out of a sentence-transformers folder.

    graphs.py MODEL OUT CALIBRATION.txt [NAME...]     plain.onnx, optimised.onnx, int8.onnx, openvino-int8.xml

A graph maps input_ids and attention_mask to normalised vectors: mean pooling and normalising are part of it, as the
runtimes do them faster than numpy. The parts that this needs are those of all-MiniLM-L6-v2 and its relatives.
"""

import json
import pathlib
import sys

import machine
import texts


def make_module(folder):
    import torch
    from transformers import AutoModel

    class Encoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            # The plain form of attention is the one whose pattern ONNX Runtime's optimiser knows.
            self.bert = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

        def forward(self, input_ids, attention_mask):
            weights = attention_mask.to(torch.float32)
            hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]
            sums = (hidden * weights[:, :, None]).sum(1) / weights.sum(1, keepdim=True)
            return torch.nn.functional.normalize(sums, dim=1)

    return Encoder()


def export_plain(folder, path):
    import torch
    ids = torch.tensor([[101, 7592, 2088, 102], [101, 7592, 102, 0]])
    axes = {0: "batch", 1: "tokens"}
    with torch.no_grad():
        # dynamo=False: the other exporter needs packages of its own.
        torch.onnx.export(make_module(folder), (ids, (ids > 0).long()), str(path), dynamo=False, opset_version=17,
                          input_names=["input_ids", "attention_mask"], output_names=["vectors"],
                          dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "batch"}})


def optimise(folder, plain, path):
    from onnxruntime.transformers import optimizer
    config = json.loads((pathlib.Path(folder) / "config.json").read_text())
    model = optimizer.optimize_model(str(plain), model_type="bert", num_heads=config["num_attention_heads"],
                                     hidden_size=config["hidden_size"], opt_level=1)
    model.save_model_to_file(str(path))
    fused = {name: n for name, n in model.get_fused_operator_statistics().items() if n}
    # Without fused attention "the optimised graph" would be a name only.
    if fused.get("Attention", 0) + fused.get("MultiHeadAttention", 0) < config["num_hidden_layers"]:
        raise SystemExit("onnxruntime.transformers did not fuse the attention of every layer: %s" % fused)
    print("fused       " + ", ".join("%d %s" % (n, name) for name, n in sorted(fused.items())))


def quantise(optimised, path):
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    # Without VNNI the sums of 8-bit products saturate; 7-bit weights are ONNX Runtime's own advice then.
    quantize_dynamic(str(optimised), str(path), weight_type=QuantType.QInt8, per_channel=True,
                     reduce_range=not machine.has_vnni(),
                     extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})


def quantise_openvino(folder, plain, path, calibration):
    import logging
    import nncf
    import numpy
    import openvino
    import sides
    nncf.set_log_level(logging.ERROR)
    tokenizer = sides.load_tokenizer(folder)
    lines = texts.spread(texts.read_lines(calibration), 300)
    samples = [numpy.array([encoding.ids], dtype=numpy.int64) for encoding in tokenizer.encode_batch_fast(lines)]
    dataset = nncf.Dataset(samples, lambda ids: {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})
    model = nncf.quantize(openvino.Core().read_model(str(plain)), dataset, model_type=nncf.ModelType.TRANSFORMER,
                          subset_size=len(samples))
    openvino.save_model(model, str(path), compress_to_fp16=False)


def main():
    folder, out, calibration = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    names = sys.argv[4:] or ["plain", "optimised", "int8", "openvino-int8"]
    export_plain(folder, out / "plain.onnx")
    if {"optimised", "int8"} & set(names):
        optimise(folder, out / "plain.onnx", out / "optimised.onnx")
    if "int8" in names:
        quantise(out / "optimised.onnx", out / "int8.onnx")
    if "openvino-int8" in names:
        quantise_openvino(folder, out / "plain.onnx", out / "openvino-int8.xml", calibration)


if __name__ == "__main__":
    main()
