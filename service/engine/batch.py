"""Batch ranking by the path that serves: customers → a Parquet table of ranked items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from features import artifact
from features.artifact import Model
from features.consent import granted
from features.disk import refuse_unwritable
from features.errors import ArtifactRefused, BadInput
from features.settings import Settings
from service.engine.catalogue import in_force
from service.engine.rank import blend_of, rank
from service.engine.ranker import Head
from service.engine.sound import refuse_unsound
from service.engine.visitor import visitor_of
from service.engine.world import World
from service.store.protocol import Store

if TYPE_CHECKING:
    import polars as pl

Row = tuple[str, int, str, float, str]
COLUMNS = ("customer_id", "rank", "item_id", "score", "source")


def recommend(
    store: Store,
    settings: Settings,
    *,
    customers: Path | None,
    targets: Literal["all", "new"],
    size: int,
    as_of: int,
    out: Path,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Write the ranking of the customers in the file (None: all there are); returns the rows written."""
    import polars as pl

    refuse_unwritable(out)
    world = open_world(store, settings, as_of)
    ids = read_ids(customers) if customers else list(store.customers(as_of))
    rows = list(_rows(store, world, ids, targets, size, as_of, settings.consent_granted, progress))
    schema = {"customer_id": pl.String, "rank": pl.Int32, "item_id": pl.String, "score": pl.Float32}
    table = pl.DataFrame(rows, schema=schema | {"source": pl.String}, orient="row")
    write_table(table, out)
    return table.height


def write_table(table: pl.DataFrame, out: Path) -> None:
    """Whole or not at all."""
    draft = out.with_name(f".{out.name}.part")
    try:
        draft.unlink(missing_ok=True)  # a killed one's; or a link to where nobody meant to write
        with draft.open("xb") as file:
            table.write_parquet(file)
        draft.rename(out)
    except OSError as error:
        raise BadInput(f"{out} can't be written ({error}): choose a folder that is there") from None
    finally:
        draft.unlink(missing_ok=True)


def open_world(store: Store, settings: Settings, as_of: int) -> World:
    """The published model and the catalogue as it is at a moment. Raises ArtifactRefused."""
    model = published(settings, as_of)
    items = in_force(store.catalogue(0), as_of).values()
    present = (item for item in items if item is not None)
    return World(model, present, revision=store.catalogue_revision())


def published(settings: Settings, as_of: int) -> Model:
    """The published model, which must not know what happens after a moment. Raises ArtifactRefused."""
    root = Path(settings.artifacts)
    version = artifact.current(root)
    if version is None:
        raise ArtifactRefused(f"there is no published model in {root}: run zuvor train first")
    model = artifact.open_model(root / version)
    artifact.refuse_future(model, as_of)
    refuse_unsound(model)
    return model


def read_ids(path: Path) -> list[str]:
    """One id per line, blank lines left out, each once. Raises BadInput."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can't be read as text ({error}): write one customer id per line") from None
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _rows(
    store: Store,
    world: World,
    ids: list[str],
    head: Head,
    size: int,
    as_of: int,
    consent_granted: bool,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Row]:
    blend = blend_of(world)
    for done, customer in enumerate(ids, 1):
        person = store.person(customer, None, as_of)
        allowed = granted(store.decisions(person, as_of), "personalisation", default=consent_granted)
        facts = store.facts(person, as_of, None) if allowed else []
        visitor = visitor_of(facts, world.index, as_of, world.horizon)
        ranked = rank(world, blend, visitor, head, size)
        for position, (item, score) in enumerate(zip(ranked.items, ranked.scores, strict=True)):
            yield customer, position + 1, world.ids[item], float(score), ranked.sources[position]
        if progress:
            progress(done, len(ids))
