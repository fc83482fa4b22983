"""Train the learned coder: `python -m training.train [--out FOLDER] [--held-out AUTHOR …]`.

Reads training/text/*.tsv, writes src/dragoman/weights/: types.npz, types.json, modes.npz, modes.json and the model card. One run on one
type of CPU gives the same bytes every time: sentences are read in order, the solver starts from zero, nothing is random.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from dragoman.coding.choosing import by_rules
from dragoman.lexicon.events import Codebook
from dragoman.lexicon.folder import Knowledge
from dragoman.model import Report, Text
from dragoman.text import parse_reports
from dragoman.text.grammar import Grammar
from dragoman.what import RuleFinder
from dragoman.what.features import Pair, features
from dragoman.what.learned import NONE, WEIGHTS
from training.sentences import Sentence, read

MIN_COUNT = 2  # sentences a feature must occur in
MOST_FEATURES = 25_000  # for types; modes need fewer
MOST_FOR_MODES = 6_000
STRENGTH = 40.0  # inverse of the L2 penalty


@dataclass(frozen=True)
class Example:
    sentence: Sentence
    names: tuple[str, ...]


def examples(sentences: Sequence[Sentence]) -> list[Example]:
    """Features of every sentence, rules included."""
    knowledge = Knowledge.open()
    codebook = Codebook.load(knowledge)
    finder = RuleFinder(codebook)
    reports = (Report(id=str(k), text=s.text) for k, s in enumerate(sentences))
    found = []
    for sentence, (_, _, text) in zip(sentences, parse_reports(reports), strict=True):
        grammar = Grammar(text)
        pair = pair_of(sentence, text)
        frames = finder.find(text, grammar)
        ruling = by_rules(pair, text, frames, codebook, knowledge)
        found.append(Example(sentence, (*features(pair, text, grammar, frames), *ruling.names())))
    return found


def pair_of(sentence: Sentence, text: Text) -> Pair:
    """The marked spans as tokens, in the sentence of the first marked party."""
    actor, recipient = tokens_in(sentence.actor, text), tokens_in(sentence.recipient, text)
    first = min(actor | recipient, default=0)
    return Pair(text.tokens[first].sentence, actor, recipient)


def tokens_in(span: tuple[int, int] | None, text: Text) -> frozenset[int]:
    if span is None:
        return frozenset()
    return frozenset(t.i for t in text.tokens if t.start < span[1] and span[0] < t.end)


def vocabulary(data: Sequence[Example], most: int) -> dict[str, float]:
    """Feature → inverse document frequency log(N/n), by name; rare features left out."""
    counts = Counter(name for example in data for name in example.names)
    kept = sorted((name for name, n in counts.items() if n >= MIN_COUNT), key=lambda name: (-counts[name], name))[:most]
    return {name: float(np.log(len(data) / counts[name])) for name in sorted(kept)}


def matrix(data: Sequence[Example], idf: dict[str, float]) -> csr_matrix:
    """Examples × features: inverse document frequencies, each row scaled to length 1, as `learned.Linear` does."""
    place = {name: k for k, name in enumerate(idf)}
    values, columns, starts = [], [], [0]
    for example in data:
        known = sorted(name for name in example.names if name in idf)
        length = np.sqrt(sum(idf[name] ** 2 for name in known)) or 1.0
        columns += [place[name] for name in known]
        values += [idf[name] / length for name in known]
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(data), len(idf)))


@dataclass(frozen=True)
class Layer:
    """A fitted softmax layer."""

    labels: list[str]
    idf: dict[str, float]
    weights: np.ndarray
    bias: np.ndarray

    def predict(self, data: Sequence[Example]) -> list[str]:
        scores = matrix(data, self.idf) @ self.weights + self.bias
        return [self.labels[k] for k in scores.argmax(axis=1)]

    def save(self, folder: Path, name: str) -> None:
        """Plain arrays and names. Halves (16 bits) keep all predictions and half the size; the archive carries no time stamps."""
        np.savez_compressed(
            folder / f"{name}.npz",
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
            idf=np.array(list(self.idf.values()), dtype=np.float32),
        )
        meta = {"labels": self.labels, "features": list(self.idf)}
        (folder / f"{name}.json").write_text(json.dumps(meta, ensure_ascii=False, separators=(",", ":")), encoding="utf8")


def fit(data: Sequence[Example], labels: Sequence[str], most: int = MOST_FEATURES) -> Layer:
    idf = vocabulary(data, most)
    model = LogisticRegression(C=STRENGTH, max_iter=400, solver="lbfgs")
    model.fit(matrix(data, idf), list(labels))
    return Layer([str(c) for c in model.classes_], idf, model.coef_.T, model.intercept_)


def held_out_scores(data: Sequence[Example], authors: Sequence[str]) -> Iterator[str]:
    """Macro F1 on each author's sentences by a coder trained on all the others'."""
    for author in authors:
        train = [e for e in data if e.sentence.author != author]
        test = [e for e in data if e.sentence.author == author]
        found = fit(train, [e.sentence.event_type for e in train]).predict(test)
        gold = [e.sentence.event_type for e in test]
        right = np.mean([g == p for g, p in zip(gold, found, strict=True)])
        yield f"{author}: n={len(test)} accuracy {right:.3f} macro F1 {f1_score(gold, found, average='macro'):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--held-out", nargs="*", default=[], help="authors to score by a coder trained without them")
    options = parser.parse_args()
    data = examples(list(read()))
    for line in held_out_scores(data, options.held_out):
        print(line)
    options.out.mkdir(parents=True, exist_ok=True)
    fit(data, [e.sentence.event_type for e in data]).save(options.out, "types")
    moded = [e for e in data if e.sentence.event_type != NONE]
    fit(moded, [f"{e.sentence.event_type}:{e.sentence.mode}" for e in moded], MOST_FOR_MODES).save(options.out, "modes")
    print(f"{len(data)} sentences by {len({e.sentence.author for e in data})} authors -> {options.out}")


if __name__ == "__main__":
    main()
