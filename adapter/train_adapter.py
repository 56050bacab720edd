"""Adapts the sentence encoder to what people ask about scalp micropigmentation.

Learns a low-rank addition (LoRA) to the published MiniLM weights from the examples in data/nlu, so that
questions of one topic lie closer together. The result is data/understanding/adapter.safetensors, about 1 MB,
which `make install` adds to the weights when it builds the encoder. Needs torch, which the product does not:
see adapter/README.md.

    python adapter/train_adapter.py --weights DIR --cross-fit   # prints what is gained, writes cross-fitted scores
    python adapter/train_adapter.py --weights DIR               # trains on everything and writes the adapter
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from ruamel.yaml import YAML
from safetensors.numpy import load_file, save_file
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

LAYERS, HIDDEN, HEADS = 6, 384, 12
FIRST_ADAPTED = 1
"""Layers below stay as they are: they hold spelling and grammar, and leaving them saves a sixth of the time."""
RANK = 16
SCALE = 2.0
BATCH = 64
TEMPERATURE = 0.08
SEED = 7
FOLDS = 2
CROSS_FIT = Path("var/cross_fit.npz")
ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class AdaptedLinear(nn.Module):
    """A frozen linear layer plus a trainable product of two thin matrices."""

    def __init__(self, weight: Tensor, bias: Tensor, trained: bool) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]), trained)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], RANK), trained)
        self.dropout = nn.Dropout(0.1)

    def forward(self, value: Tensor) -> Tensor:
        plain = functional.linear(value, self.weight, self.bias)
        return plain + SCALE * functional.linear(functional.linear(self.dropout(value), self.down), self.up)


class Encoder(nn.Module):
    """MiniLM as bot/understanding/encoder_build.py writes it, with adapted layers."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        super().__init__()
        tensors = {
            name: torch.from_numpy(value.copy())
            for name, value in weights.items()
            if value.dtype == np.float32
        }
        self.words = nn.Embedding.from_pretrained(tensors["embeddings.word_embeddings.weight"], freeze=True)
        self.register_buffer("places", tensors["embeddings.position_embeddings.weight"])
        self.register_buffer("segment", tensors["embeddings.token_type_embeddings.weight"][0])
        for name, value in tensors.items():
            if "LayerNorm" in name:
                self.register_buffer(name.replace(".", "_"), value)
        self.layers = nn.ModuleList(
            nn.ModuleDict(
                {
                    kind.replace(".", "_"): AdaptedLinear(
                        tensors[f"encoder.layer.{index}.{kind}.weight"],
                        tensors[f"encoder.layer.{index}.{kind}.bias"],
                        index >= FIRST_ADAPTED,
                    )
                    for kind in ADAPTED
                }
            )
            for index in range(LAYERS)
        )

    def _norm(self, value: Tensor, name: str) -> Tensor:
        key = name.replace(".", "_")
        return functional.layer_norm(
            value, (HIDDEN,), getattr(self, f"{key}_weight"), getattr(self, f"{key}_bias"), 1e-12
        )

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        tokens = self.words(ids) + self.places[: ids.shape[1]] + self.segment
        tokens = self._norm(tokens, "embeddings.LayerNorm")
        bias = (1 - mask[:, None, None, :]) * -1e9
        for index, layer in enumerate(self.layers):
            tokens = self._layer(f"encoder.layer.{index}", layer, tokens, bias)
        column = mask[:, :, None]
        return functional.normalize((tokens * column).sum(1) / column.sum(1), dim=1)

    def _layer(self, name: str, layer: nn.ModuleDict, tokens: Tensor, bias: Tensor) -> Tensor:
        count, length, _ = tokens.shape

        def heads(value: Tensor) -> Tensor:
            return value.view(count, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        query = heads(layer["attention_self_query"](tokens))
        key = heads(layer["attention_self_key"](tokens))
        value = heads(layer["attention_self_value"](tokens))
        weights = torch.softmax(query @ key.transpose(2, 3) / math.sqrt(HIDDEN // HEADS) + bias, dim=-1)
        mixed = (
            (functional.dropout(weights, 0.1, self.training) @ value)
            .transpose(1, 2)
            .reshape(count, length, HIDDEN)
        )
        attended = functional.dropout(layer["attention_output_dense"](mixed), 0.1, self.training)
        tokens = self._norm(attended + tokens, f"{name}.attention.output.LayerNorm")
        narrow = layer["output_dense"](functional.gelu(layer["intermediate_dense"](tokens)))
        return self._norm(functional.dropout(narrow, 0.1, self.training) + tokens, f"{name}.output.LayerNorm")


class Pieces:
    """Word pieces of texts, padded per batch."""

    def __init__(self, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(96)
        self._tokenizer.no_padding()

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        rows = [item.ids for item in self._tokenizer.encode_batch(list(texts))]
        length = max(map(len, rows))
        ids = torch.zeros(len(rows), length, dtype=torch.long)
        mask = torch.zeros(len(rows), length)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
            mask[place, : len(row)] = 1
        return ids, mask


def mistyped(text: str, chance: random.Random) -> str:
    """One slip of the finger in about a quarter of the texts."""
    if chance.random() > 0.25 or len(text) < 8:
        return text
    place = chance.randrange(1, len(text) - 2)
    kind = chance.random()
    if kind < 0.35:
        return text[:place] + text[place + 1 :]
    if kind < 0.7:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place] + text[place:]


def contrast(vectors: Tensor, truth: Tensor) -> Tensor:
    """Supervised contrastive loss over one batch of unit vectors."""
    likeness = vectors @ vectors.T / TEMPERATURE
    itself = torch.eye(len(truth), dtype=torch.bool)
    same = (truth[:, None] == truth[None, :]) & ~itself
    log_share = likeness - torch.logsumexp(likeness.masked_fill(itself, -1e9), dim=1, keepdim=True)
    count = same.sum(1)
    loss = -(log_share * same).sum(1) / count.clamp(min=1)
    return loss[count > 0].mean()


def batches(truth: np.ndarray, chance: random.Random) -> list[list[int]]:
    """Batches that hold several examples of each of their topics, so that there is something to contrast."""
    by_topic: dict[int, list[int]] = {}
    for place, topic in enumerate(truth):
        by_topic.setdefault(int(topic), []).append(place)
    groups = []
    for places in by_topic.values():
        chance.shuffle(places)
        groups += [places[start : start + 4] for start in range(0, len(places), 4)]
    chance.shuffle(groups)
    flat = [place for group in groups for place in group]
    return [flat[start : start + BATCH] for start in range(0, len(flat), BATCH)]


def adapt(
    weights: dict[str, np.ndarray], pieces: Pieces, texts: Sequence[str], truth: np.ndarray, epochs: int
) -> Encoder:
    """Trains the thin matrices and a throw-away head."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    encoder = Encoder(weights)
    head = nn.Linear(HIDDEN, int(truth.max()) + 1)
    nn.init.normal_(head.weight, std=0.05)
    trained = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": trained, "lr": 8e-4, "weight_decay": 0.01}, {"params": head.parameters(), "lr": 5e-3}]
    )
    steps = epochs * math.ceil(len(texts) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [8e-4, 5e-3], total_steps=steps + epochs, pct_start=0.15
    )
    for epoch in range(epochs):
        encoder.train()
        started, total = time.time(), 0.0
        for places in batches(truth, chance):
            with torch.autocast("cpu", torch.bfloat16):
                vectors = encoder(*pieces([mistyped(texts[place], chance) for place in places])).float()
            wanted = torch.from_numpy(truth[places])
            loss = functional.cross_entropy(20 * head(vectors), wanted, label_smoothing=0.05) + contrast(
                vectors, wanted
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        print(
            f"  epoch {epoch + 1}: loss {total * BATCH / len(texts):.3f}, {time.time() - started:.0f} s",
            flush=True,
        )
    encoder.eval()
    return encoder


def encode(encoder: Encoder, pieces: Pieces, texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of shape (texts, 384)."""
    with torch.no_grad():
        return np.concatenate(
            [encoder(*pieces(texts[start : start + 64])).numpy() for start in range(0, len(texts), 64)]
        )


def read_examples(folder: Path) -> tuple[list[str], list[str]]:
    """Texts and topics of the training examples."""
    texts, topics = [], []
    for file in sorted(folder.glob("*.yml")):
        for entry in YAML(typ="safe").load(file)["nlu"]:
            for line in entry["examples"].splitlines():
                if line.strip().startswith("- "):
                    texts.append(line.strip()[2:].strip())
                    topics.append(entry["intent"])
    return texts, topics


def write(encoder: Encoder, target: Path) -> None:
    """Stores the thin matrices in half precision, with their scale folded into `up`."""
    tensors = {}
    for index, layer in list(enumerate(encoder.layers))[FIRST_ADAPTED:]:
        for kind in ADAPTED:
            part = layer[kind.replace(".", "_")]
            name = f"encoder.layer.{index}.{kind}"
            tensors[f"{name}.down"] = part.down.detach().numpy().astype(np.float16)
            tensors[f"{name}.up"] = (SCALE * part.up.detach().numpy()).astype(np.float16)
    save_file(tensors, target)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--weights", type=Path, required=True, help="folder with model.safetensors and tokenizer.json"
    )
    parser.add_argument("--examples", type=Path, default=Path("data/nlu"))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--cross-fit", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--target", type=Path, default=Path("data/understanding/adapter.safetensors"))
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    weights = load_file(given.weights / "model.safetensors")
    pieces = Pieces(given.weights / "tokenizer.json")
    texts, topics = read_examples(given.examples)
    labels = sorted(set(topics))
    truth = np.array([labels.index(topic) for topic in topics])
    if not given.cross_fit:
        write(adapt(weights, pieces, texts, truth, given.epochs), given.target)
        return
    plain = encode(Encoder(weights).eval(), pieces, texts)
    fitted, held_in = [], np.zeros(len(texts), np.int64)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(texts, topics)
    for fold, (learn, hold) in enumerate(folds):
        held_in[hold] = fold
        encoder = adapt(weights, pieces, [texts[place] for place in learn], truth[learn], given.epochs)
        adapted = encode(encoder, pieces, texts)
        fitted.append(adapted.astype(np.float16))
        for name, vectors in (("plain", plain), ("adapted", adapted)):
            head = LogisticRegression(C=20, max_iter=300, class_weight="balanced").fit(
                vectors[learn], truth[learn]
            )
            known = truth[hold] != labels.index("out_of_scope")
            ranked = np.argsort(-head.predict_proba(vectors[hold]), axis=1)
            top = (ranked[:, 0] == truth[hold])[known].mean()
            three = (ranked[:, :3] == truth[hold][:, None]).any(1)[known].mean()
            print(f"fold {fold}, {name}: top-1 {top:.3f}, top-3 {three:.3f}", flush=True)
    CROSS_FIT.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        CROSS_FIT, texts=np.array(texts), topics=np.array(topics), fold=held_in, vectors=np.stack(fitted)
    )


if __name__ == "__main__":
    main()
