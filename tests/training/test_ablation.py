"""Leaving out one source at a time: what is lost, and where it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from features.clock import DAY
from features.errors import NotPublished
from features.history import read
from service.engine.ranker import feature_names
from service.engine.sources.personal import Personal
from tests.service.engine.small_shop import NOW, TEA, catalogue, kept
from training.evaluation.ablation import FILE, Ablation, Loss, ablate, keep_ablation, read_ablation
from training.evaluation.shuffling import Shuffled
from training.recipe import Recipe
from training.trial import Trial

KEPT = Ablation(
    created_at="2026-11-22T00:00:00Z",
    data_until="2026-11-21T00:00:00Z",
    recipe_hash="0123456789abcdef",
    horizon_days=7,
    losses=[
        Loss(
            without="personal",
            targets="all",
            customers=30,
            ndcg=0.1,
            ndcg_low=0.05,
            ndcg_high=0.15,
            recall=0.2,
            recall_low=0.1,
            recall_high=0.3,
        )
    ],
    features=[Shuffled(feature="recency", targets="all", customers=30, ndcg=0.1, low=0.05, high=0.15)],
)


@pytest.fixture(scope="module")
def trial() -> Trial:
    """Twelve people, each of whom looks at their own tea again and again; too few to learn who is alike."""
    events = [
        kept("view_item", 10 - day + n / 100, f"c{n}", item_id=TEA[n % 3])
        for day in range(10)
        for n in range(12)
    ]
    history = read([sorted(events, key=lambda event: event[3])], consent_granted=True)
    recipe = Recipe(horizon_days=2)
    return Trial(history, recipe, NOW, 2 * DAY, catalogue(), lambda stage: None)


@pytest.mark.slow
def test_where_everybody_comes_back_for_their_own_the_own_habits_are_missed_most(trial: Trial) -> None:
    found = ablate(trial)
    losses = {loss.without: loss for loss in found.losses if loss.targets == "all"}
    assert max(losses, key=lambda name: losses[name].ndcg) == "personal"
    assert losses["personal"].ndcg_low > 0
    assert all(loss.ndcg_low <= loss.ndcg <= loss.ndcg_high for loss in losses.values())
    assert {loss.customers for loss in losses.values()} == {12}
    assert set(losses) == set(trial.sources)
    features = {one.feature: one for one in found.features if one.targets == "all"}
    assert max(features, key=lambda name: features[name].ndcg) in Personal.features
    assert features["visitor_events"].ndcg == 0  # the same for all of a customer's candidates


def test_without_a_source_nothing_of_what_it_said_is_learned_from(trial: Trial) -> None:
    """How candidates stand by it, either: else its loss would be that of a ranking that misses a column."""
    trial.evaluate(1)
    for name in trial.sources:
        lists, blend = trial.without(name).newest()
        assert lists is not None
        assert lists.names == feature_names(blend.sources)


def test_what_was_measured_is_there_for_the_next_report(tmp_path: Path) -> None:
    keep_ablation(tmp_path / "artifacts", KEPT)
    assert read_ablation(tmp_path / "artifacts") == KEPT


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_what_cannot_be_read_was_not_measured(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert read_ablation(tmp_path) is None
    assert read_ablation(tmp_path / "nowhere") is None


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotPublished, match="can't be written"):
        keep_ablation(tmp_path / "file" / "artifacts", KEPT)
