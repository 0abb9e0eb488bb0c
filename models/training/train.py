"""Train the starter model on a CPU: ``python -m sourdine.models.training.train --corpus DIR --out DIR``.

Three things make it learn on two cores what plain cross-entropy did not: the synthesisers' phone
times teach the encoder frame by frame, their word times teach two heads of the cross-attention where
to look, and short windows come before long ones. A CTC loss on the encoder (Graves et al. 2006) makes
it spell what it hears.

Every stage is a row of ``STAGES``. Before "again", ``realign`` puts Pico's phones where the encoder
hears them; then everything is learnt together in large batches, the rate falling to nothing, twice:
"polish" may be repeated as long as it helps. A run goes on from the checkpoint in ``--out``; shards that
appear while it runs are taken in when the next stage begins.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sourdine.models.training import vocabulary
from sourdine.models.training.network import Network, Shape
from sourdine.models.training.shards import Utterance, read_shard
from sourdine.models.training.windows import IGNORE, SILENCE, Batch, Composer, Mix
from torch import Tensor
from torch.nn import functional

EVERY = 50
AVERAGE = 0.998  # of the weights, per step: what is exported (Polyak averaging)


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps of one kind of window.

    ``decoder`` is the weight of the losses beyond the encoder's; without ``encoder`` only the decoder
    learns, at more than twice the pace.
    """

    name: str
    steps: int
    mix: Mix
    rate: float
    final_rate: float
    decoder: float = 1.0
    encoder: bool = True


STAGES = (
    Stage("ear", 1_000, Mix(320, 24, silent=0.02), 1.2e-3, 1e-3, decoder=0.0),
    Stage("short", 2_000, Mix(320, 24, timestamps=0.3, max_tokens=48), 1e-3, 8e-4),
    Stage("longer", 3_500, Mix(960, 8, fill=0.95, max_tokens=144), 9e-4, 5e-4),
    Stage("again", 3_700, Mix(960, 20, fill=0.95, max_tokens=144), 8e-4, 2e-5),
    Stage("polish", 2_200, Mix(960, 20, fill=0.95, max_tokens=144), 5e-4, 1e-5),
)


@dataclass(slots=True)
class State:
    """What a checkpoint holds."""

    network: Network
    average: Network
    optimizer: torch.optim.AdamW
    phones: list[str]
    stage: int = 0
    step: int = 0
    fresh: int = 0  # steps since the optimizer began with no memory


def start(
    folder: Path, corpus: list[Utterance], words: vocabulary.Vocabulary, weights: Path | None = None
) -> State:
    """The state that the folder's checkpoint holds, or one that begins with ``weights``, or a new one."""
    path = folder / "checkpoint.pt" if (folder / "checkpoint.pt").exists() else weights
    saved: dict[str, Any] | None = torch.load(path, weights_only=False) if path else None
    if saved is None:
        counts = Counter(phone for one in corpus for phone, _, _ in one.phones)
        phones = [SILENCE, *sorted(p for p, count in counts.items() if count >= 20 and p != SILENCE)]
        shape = Shape(words.size, len(phones), words.end)
    else:
        phones, shape = saved["phones"], Shape(**saved["shape"])
    network = Network(shape)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=0.01, fused=True
    )
    state = State(network, deepcopy(network), optimizer, phones)
    if saved is not None:
        network.load_state_dict(saved.get("network", saved["average"]))
        state.average.load_state_dict(saved["average"])
        if "optimizer" in saved:
            optimizer.load_state_dict(saved["optimizer"])
            state.fresh = 150
        state.stage, state.step = saved["stage"], saved["step"]
    return state


def save(folder: Path, state: State) -> None:
    """Write the checkpoint; a killed run finds the old one or the new one, never half of one."""
    content = {
        "network": state.network.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "phones": state.phones,
        "shape": asdict(state.network.shape),
        "stage": state.stage,
        "step": state.step,
    }
    torch.save(content, folder / "checkpoint.partial")
    (folder / "checkpoint.partial").rename(folder / "checkpoint.pt")


def save_weights(path: Path, network: Network, phones: list[str], stage: int) -> None:
    """Write weights in half precision: enough to go on from, and small enough to keep."""
    content = {
        "average": {name: tensor.half() for name, tensor in network.state_dict().items()},
        "phones": phones,
        "shape": asdict(network.shape),
        "stage": stage,
        "step": 0,
    }
    torch.save(content, path)


def losses(network: Network, batch: Batch, stage: Stage) -> dict[str, Tensor]:
    """The losses by name: those of the parts that the stage teaches."""
    with torch.autocast("cpu", torch.bfloat16), torch.set_grad_enabled(stage.encoder):
        memory = network.encoder(torch.from_numpy(batch.mel))
    found = _encoder_losses(network, memory, batch) if stage.encoder else {}
    return found | (_decoder_losses(network, memory, batch) if stage.decoder else {})


def _encoder_losses(network: Network, memory: Tensor, batch: Batch) -> dict[str, Tensor]:
    with torch.autocast("cpu", torch.bfloat16):
        phones, ctc = network.phone_head(memory), network.ctc_head(memory)
    heard = torch.from_numpy(batch.phones).flatten()
    return {
        "phone": functional.cross_entropy(phones.float().flatten(0, 1), heard),
        "ctc": _ctc(ctc, batch),
    }


def _decoder_losses(network: Network, memory: Tensor, batch: Batch) -> dict[str, Tensor]:
    with torch.autocast("cpu", torch.bfloat16):
        hidden, taught = network.decode(torch.from_numpy(batch.tokens), memory)
        targets = torch.from_numpy(batch.targets)
        logits = network.project(hidden[targets != IGNORE])
    wanted = targets[targets != IGNORE]
    attention = torch.from_numpy(batch.attention)
    rows = attention.sum(-1) > 0
    looks = [-(attention[rows] * head[rows].float().log_softmax(-1)).sum(-1).mean() for head in taught]
    return {
        "text": functional.cross_entropy(logits.float(), wanted, label_smoothing=0.05),
        "look": torch.stack(looks).mean(),
        "wrong": (logits.argmax(-1) != wanted).float().mean().detach(),
    }


def _ctc(logits: Tensor, batch: Batch) -> Tensor:
    lengths = torch.tensor([len(pieces) for pieces in batch.pieces])
    flat = torch.tensor([piece for pieces in batch.pieces for piece in pieces], dtype=torch.long)
    frames = torch.full((len(lengths),), logits.shape[1])
    scores = logits.float().log_softmax(-1).transpose(0, 1)
    blank = logits.shape[-1] - 1
    summed = functional.ctc_loss(
        scores, flat, frames, lengths, blank=blank, reduction="sum", zero_infinity=True
    )
    return summed / lengths.sum().clamp(min=1)


WEIGHTS = {"phone": 1.0, "ctc": 0.3, "text": 1.0, "look": 0.6}


def run_stage(state: State, stage: Stage, composer: Composer, folder: Path) -> None:
    """The steps of a stage that are still to do."""
    # Layer by layer: the whole encoder compiled at once (torch 2.13, bf16) gives NaN.
    for layer in state.network.encoder.layers:
        layer.compile(dynamic=False)
    begun, seen = time.monotonic(), Counter[str]()
    for batch in _ahead(composer, stage, state.step):
        progress = state.step / stage.steps
        rate = stage.rate + (stage.final_rate - stage.rate) * progress
        rate *= min(1.0, (state.fresh + 1) / 150)
        state.fresh += 1
        for group in state.optimizer.param_groups:
            group["lr"] = rate
        found = losses(state.network, batch, stage)
        total = sum(
            (WEIGHTS[name] * loss for name, loss in found.items() if name in WEIGHTS), torch.zeros(())
        )
        state.optimizer.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(state.network.parameters(), 1.0)
        state.optimizer.step()
        _follow(state)
        state.step += 1
        seen.update({name: float(loss.detach()) for name, loss in found.items()})
        if state.step % EVERY == 0:
            pace = EVERY / (time.monotonic() - begun)
            means = " ".join(f"{name} {value / EVERY:.3f}" for name, value in seen.items())
            print(
                f"{stage.name} {state.step}/{stage.steps} {means} lr {rate:.1e} {pace:.2f} steps/s",
                flush=True,
            )
            begun, seen = time.monotonic(), Counter[str]()
        if state.step % (10 * EVERY) == 0:
            save(folder, state)


def _follow(state: State) -> None:
    with torch.no_grad():
        torch._foreach_lerp_(list(state.average.parameters()), list(state.network.parameters()), 1 - AVERAGE)


def _ahead(composer: Composer, stage: Stage, first: int) -> Iterator[Batch]:
    """Batches, composed by a thread while the one before is learnt."""
    seeds = range(stage.steps * 1_000 + first, stage.steps * 1_000 + stage.steps)
    with ThreadPoolExecutor(1) as pool:
        waiting = [pool.submit(composer.batch, stage.mix, seed) for seed in seeds[:3]]
        for seed in [*seeds[3:], None, None, None]:
            if not waiting:
                return
            yield waiting.pop(0).result()
            if seed is not None:
                waiting.append(pool.submit(composer.batch, stage.mix, seed))


def load_corpus(folder: Path) -> list[Utterance]:
    """Every complete shard. Raises ``SystemExit`` where there is none."""
    shards = sorted(folder.glob("shard-*.npz"))
    if not shards:
        raise SystemExit(f"no shards in {folder}: run the corpus module first")
    return [one for shard in shards for one in read_shard(shard)]


def main() -> None:
    """Run the stages that are left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path(".cache/corpus"))
    parser.add_argument("--out", type=Path, default=Path(".cache/training"))
    parser.add_argument("--tokenizer", type=Path, default=Path("models/starter/tokenizer.json"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--weights", type=Path, help="begin with these (models/training/weights.pt)")
    names = [stage.name for stage in STAGES]
    parser.add_argument("--stage", choices=names, help="begin with this stage")
    parser.add_argument("--until", choices=names, help="stop before this stage")
    parser.add_argument("--steps", type=int, help="of every stage, instead of its own")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    words = vocabulary.load(arguments.tokenizer)
    corpus = load_corpus(arguments.corpus)
    state = start(arguments.out, corpus, words, arguments.weights)
    if arguments.stage is not None:
        state.stage, state.step = names.index(arguments.stage), 0
    (arguments.out / "stages.json").write_text(json.dumps([asdict(stage) for stage in STAGES], indent=1))
    last = names.index(arguments.until) if arguments.until else len(STAGES)
    while state.stage < last:
        corpus = load_corpus(arguments.corpus)
        hours = sum(len(one.mel) for one in corpus) / 360_000
        stage = STAGES[state.stage]
        stage = replace(stage, steps=arguments.steps or stage.steps)
        size = sum(np.prod(p.shape) for p in state.network.parameters()) / 1e6
        print(f"stage {stage.name}: {hours:.1f} h of speech, {size:.1f} M parameters", flush=True)
        run_stage(state, stage, Composer(corpus, words, state.phones), arguments.out)
        state.stage, state.step = state.stage + 1, 0
        save(arguments.out, state)
        save_weights(arguments.out / "weights.pt", state.average, state.phones, state.stage)
        torch.compiler.reset()


if __name__ == "__main__":
    main()
