"""Rankings of the same 200 candidates: NDCG against the microseconds they cost in the service's process.

Online Retail II, everybody who came back in its last 28 days; every ranking is learned from the same lists.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from threadpoolctl import threadpool_limits

from features import settings as settings_table
from features.artifact import Array
from features.clock import parse_moment, to_text
from features.interactions import Floats, Ints, among
from service.engine.ranker import HEADS, LISTED, Blend, Candidates, Head, candidates, listed
from service.environment import THREADS
from service.store import open_store
from tests.benchmarks.rankers import SERVING, Ranker, learned
from tests.benchmarks.shop import environment, import_all
from training.evaluation.bootstrap import interval
from training.evaluation.metrics import RECALL_AT, metrics
from training.job import trial_of
from training.ranking.lists import Lists, joined
from training.ranking.pasts import Past
from training.ranking.ranker import Ranking, fit_ranking, shortlist
from training.recipe import Recipe
from training.trial import STEPS, Trial

END = "2012-01-01T00:00:00Z"  # after the last purchase
TIMED = 300  # visitors


class Asked(NamedTuple):
    """A visitor: all candidates, the features and codes of those to be ordered, what was then taken."""

    found: Candidates
    features: Floats
    items: Ints
    wanted: Ints


class Row(NamedTuple):
    """One ranking on one head: per visitor NDCG@10, Recall@20; median µs; CPU seconds of learning."""

    ndcg: Array
    recall: Array
    micros: float
    cpu: float


Rows = dict[str, Row]


def run() -> None:
    """Import, learn every ranking from earlier windows, print the table of the newest."""
    os.environ.update(dict.fromkeys(THREADS, "1"))  # for the processes that look at the windows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        import_all(folder)
        env = {key.removeprefix("ZUVOR_").lower(): value for key, value in environment(folder).items()}
        settings = settings_table.read(env, {})
        store = open_store(settings.store)
        measure(trial_of(store, settings, Recipe(), parse_moment(END), print))
        store.close()


def measure(trial: Trial) -> None:
    """One thread, as in the service."""
    past, pasts = looked_at(trial)
    with threadpool_limits(1):
        ranking = fit_ranking(pasts, replace(trial.recipe, networks=0))
        print(table({head: of_head(head, past, pasts, ranking) for head in HEADS}))


def looked_at(trial: Trial) -> tuple[Past, list[Lists]]:
    """What was learned up to the newest window, and the lists of those before it, newest first."""
    shop, cut = trial.shop, trial.until - trial.horizon
    earlier = [cut - trial.horizon - n * trial.horizon // STEPS for n in range(trial.recipe.windows)]
    with shop.side_by_side() as pool:
        model = pool.submit(shop.model, cut)
        pasts = [lists for _, lists in pool.map(shop.learned, earlier)]
        return Past(shop, cut, model.result()), pasts


def of_head(head: Head, past: Past, pasts: list[Lists], ranking: Ranking) -> Rows:
    """Every ranking, by name."""
    blend, seed = ranking.on(past.world.sources), past.shop.recipe.seed
    asked = asked_of(past, blend, head)
    short = shortlist(joined(pasts), ranking.weights, head).learnable(head)
    rows = f"{len(short):,} lists, {len(short.own):,} rows"
    print(f"{head}: {len(asked)} visitors at {to_text(past.cut)}; learned from {rows}")
    rankers = [Ranker("the blend alone", blend.linear[head].score)]
    for ranker, networks in learned(short, head, seed):
        print(f"{head}: {ranker.name}: {ranker.cpu:.0f} CPU s", flush=True)
        rankers.append(ranker)
        if networks and ranker.name == SERVING:
            told_whole(head, asked, Blend(ranking.weights, past.world.sources, {head: networks}))
    micros = medians([partial(_scored, ranker) for ranker in rankers], asked)
    return {ranker.name: row_of(ranker, asked, took) for ranker, took in zip(rankers, micros, strict=True)}


def asked_of(past: Past, blend: Blend, head: Head) -> list[Asked]:
    """Everybody who took something in the window."""
    found = []
    for person, wanted in past.window.wanted(head).items():
        visitor = past.window.visitor(person)
        all_of = candidates(visitor, past.world.sources)
        scores = blend.linear[head].score(all_of.features, all_of.known)
        rows = np.flatnonzero(listed(scores, all_of.own, head) & ~among(all_of.items, visitor.unwanted))
        found.append(Asked(all_of, all_of.features[rows], all_of.items[rows], wanted))
    return found


def _scored(ranker: Ranker, one: Asked) -> Floats:
    return ranker.score(one.features, one.found.known)


def told_whole(head: Head, asked: list[Asked], blend: Blend) -> None:
    """What the service does: the blend over all candidates, the networks over those it lists."""
    (micros,) = medians([lambda one: blend.score(one.found, head)], asked)
    size = np.median([len(one.found.items) for one in asked])
    print(f"{head}: Blend.score of all candidates (median {size:.0f}) with {SERVING}: median {micros:.0f} µs")


def medians(works: Sequence[Callable[[Asked], Floats]], asked: list[Asked]) -> list[float]:
    """Microseconds of each, asked in turn about visitors with a full list."""
    full = [one for one in asked if len(one.items) == LISTED][:TIMED]
    took = np.zeros((len(works), len(full)))
    for v, one in enumerate(full):
        for w, work in enumerate(works):
            started = time.perf_counter()
            work(one)
            took[w, v] = time.perf_counter() - started
    return [float(micros) for micros in np.median(took, axis=1) * 1e6]


def row_of(ranker: Ranker, asked: list[Asked], micros: float) -> Row:
    """Everybody's figures."""
    figures = []
    for one in asked:
        best = np.argsort(-_scored(ranker, one), kind="stable")[:RECALL_AT]
        figures.append([float(figure) for figure in metrics(one.items[best], one.wanted)])
    ndcg, recall = np.array(figures).T
    return Row(ndcg, recall, micros, ranker.cpu)


def table(by_head: dict[Head, Rows]) -> str:
    """Markdown; differences are paired with what serves."""
    columns = [
        f"{figure} `{head}`" for head in HEADS for figure in ("NDCG@10", "against serving", "Recall@20")
    ]
    titles = ["ranking", *columns, "median µs", "CPU s of learning"]
    lines = [_line(name, [by_head[head][name] for head in HEADS], by_head) for name in by_head["all"]]
    return "\n".join(["| " + " | ".join(titles) + " |", "|---" * len(titles) + "|", *lines])


def _line(name: str, rows: list[Row], by_head: dict[Head, Rows]) -> str:
    cells = [name]
    for head, row in zip(HEADS, rows, strict=True):
        low, high = interval(row.ndcg)
        cells.append(f"{row.ndcg.mean():.4f} ({low:.4f}–{high:.4f})")
        cells += [_against(row, by_head[head][SERVING]), f"{row.recall.mean():.4f}"]
    micros, cpu = np.mean([row.micros for row in rows]), sum(row.cpu for row in rows)
    return "| " + " | ".join([*cells, f"{micros:.0f}", f"{cpu:.0f}"]) + " |"


def _against(row: Row, served: Row) -> str:
    if row is served:
        return "–"
    low, high = np.array(interval(row.ndcg - served.ndcg)) / served.ndcg.mean() * 100
    change = (row.ndcg.mean() / served.ndcg.mean() - 1) * 100
    return f"{change:+.1f} % ({low:+.1f} … {high:+.1f})"
