"""A version's manifest → a row of a table, or one page of text, for a person."""

from __future__ import annotations

from typing import Any

import msgspec

from features.artifact import Manifest
from service.commands.out import table

HEAD = ("serves", "version", "data until (UTC)", "made (UTC)", "change of NDCG@10 (95 %)", "verdict")
SCORES = ("method", "targets", "customers", "NDCG@10", "from", "to", "Recall@20")


def summary(manifest: Manifest) -> dict[str, Any]:
    """About a version, for machines."""
    return {
        "version": manifest.version,
        "data_until": manifest.data_until,
        "created_at": manifest.created_at,
        "recipe_hash": manifest.recipe_hash,
        "verdict": manifest.verdict,
        "comparison": manifest.comparison,
    }


def row(manifest: Manifest, serves: list[str]) -> list[str]:
    """About a version, for a table: the verdict's first words, its figures in a column of their own."""
    found = manifest.comparison
    change = f"{found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f})" if found else ""
    when = [moment[:16].replace("T", " ") for moment in (manifest.data_until, manifest.created_at)]
    return [", ".join(serves), manifest.version, *when, change, manifest.verdict.partition(",")[0]]


def sheet(manifest: Manifest, serves: list[str]) -> str:
    """Where it comes from, how it was judged, how well it ranks, and its recipe as `zuvor train` takes it."""
    return "\n\n".join([facts(manifest, serves), scores(manifest.metrics), recipe(manifest)])


def facts(manifest: Manifest, serves: list[str]) -> str:
    """One line for each."""
    lines = {
        "version": manifest.version,
        "serves": ", ".join(serves) or "no",
        "data": f"{manifest.data_from} to {manifest.data_until}",
        "made": manifest.created_at,
        "verdict": manifest.verdict,
        "learned from": ", ".join(f"{count:,} {what}" for what, count in manifest.counts.items()),
        "made with": ", ".join(f"{name} {version}" for name, version in manifest.dependencies.items()),
    }
    if found := manifest.comparison:
        lines["compared"] = f"recipe {found.new_recipe} with {found.serving_recipe}, which served"
    width = max(map(len, lines))
    return "\n".join(f"{name:<{width}}  {text}" for name, text in lines.items())


def scores(metrics: dict[str, Any]) -> str:
    """The evaluation, best method first."""
    found = sorted(metrics.get("scores", []), key=lambda score: (score["targets"], -score["ndcg"]))
    figures = ("ndcg", "ndcg_low", "ndcg_high", "recall")
    rows = [
        [one["method"], one["targets"], one["customers"], *(f"{one[name]:.4f}" for name in figures)]
        for one in found
    ]
    return table(SCORES, rows) if rows else "nobody came back to be ranked for"


def recipe(manifest: Manifest) -> str:
    """TOML: saved to a file, `zuvor train --recipe` takes it."""
    said = {name: value for name, value in manifest.recipe.items() if value is not None}
    lines = [f"{name} = {msgspec.json.encode(value).decode()}" for name, value in said.items()]
    return "\n".join([f"# recipe {manifest.recipe_hash}", *lines])
