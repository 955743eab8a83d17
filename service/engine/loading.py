"""The folder of versions → the one to serve, opened and checked; what was refused, and why."""

from __future__ import annotations

from pathlib import Path

from features import artifact
from features.clock import DAY, MINUTE, Clock
from features.errors import ArtifactRefused
from service.engine.sound import refuse_unsound
from service.engine.world import World

CLOCKS_DIFFER = DAY  # a clock that was set back must not cost the model
LOOK_AGAIN = 10 * MINUTE  # the machine may have had too little memory, or its clock was wrong
CURRENT = "current"


class Versions:
    """As one worker sees them. `refused`: version → why, as long as it is what should serve.

    With a `name`: those that were published beside the serving ones, under it.
    """

    def __init__(self, root: Path, clock: Clock, name: str | None = None) -> None:
        self._root = root
        self._clock = clock
        self._name = name
        self.refused: dict[str, str] = {}
        self._looked_at: dict[str, object] = {}

    def after(self, serving: str | None) -> World | None:
        """What to serve instead of `serving`; None: nothing else, or nothing good.

        Where nothing serves yet and the current version is refused, it is the newest good one; under a name
        it isn't: another recipe is something else.
        """
        named = self._named()
        if named is not None and named == serving:
            self.refused = {}
            return None
        for version in self._tried(named, serving):
            if (world := self._open(version)) is not None:
                self.refused = {} if version == named else self.refused
                return world
        return None

    def _tried(self, named: str | None, serving: str | None) -> list[str]:
        first = [] if named is None else [named]
        if serving is not None or self._name or (named is None and CURRENT not in self.refused):
            return first
        others = [path.name for path in reversed(artifact.versions(self._root))]
        return first + [version for version in others if version != named]

    def _named(self) -> str | None:
        try:
            named = artifact.current(self._root, self._name)
        except ArtifactRefused as error:
            self._refuse(CURRENT, error)
            return None
        if CURRENT in self.refused:
            self.refused = {version: why for version, why in self.refused.items() if version != CURRENT}
        return named

    def _open(self, version: str) -> World | None:
        """Its world; None where it is refused, to be looked at again when a file changed or after a while."""
        stamp = artifact.stamp(self._root / version), self._clock() // LOOK_AGAIN
        if version in self.refused and self._looked_at.get(version) == stamp:
            return None
        try:
            model = artifact.open_model(self._root / version)
            artifact.refuse_future(model, self._clock() + CLOCKS_DIFFER)
            refuse_unsound(model)
            return World(model)
        except Exception as error:
            self._refuse(version, error)
            self._looked_at[version] = stamp
        return None

    def _refuse(self, version: str, error: Exception) -> None:
        known = isinstance(error, ArtifactRefused)
        why = (
            str(error)
            if known
            else f"{version} can't be served ({type(error).__name__}): train again or roll back"
        )
        self.refused = {**self.refused, version: why}
