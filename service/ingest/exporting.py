"""Everything kept about somebody → one JSON document in pieces, or a zip that describes every field."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from msgspec import Raw, Struct

from features.clock import to_text
from features.errors import BadInput
from service.ingest.describing import Found
from service.ingest.erasing import Subject
from service.ingest.rights import Holds, holds
from service.store.protocol import Reader

AT_ONCE = 500  # events in a piece of the document


class Export(Struct, frozen=True):
    """Everything kept about a customer or the strangers of a device: each event once, oldest first."""

    customer_id: str | None
    anonymous_id: str | None
    consent: Holds
    events: list[Raw]


def document(reader: Reader, subject: Subject, *, now: int, default: bool) -> Iterator[bytes] | None:
    """An `Export` as JSON, piece by piece; None where nothing is known. Consent is what holds at `now`."""
    bodies = _bodies(reader, subject)
    return bodies and _pieces(Export(*subject, _consent(reader, subject, now, default), []), bodies)


def _bodies(reader: Reader, subject: Subject) -> Iterator[bytes] | None:
    """All events; None where there are none."""
    bodies = reader.bodies(subject.person(reader))
    first = next(bodies, None)
    return None if first is None else chain([first], bodies)


def _consent(reader: Reader, subject: Subject, now: int, default: bool) -> Holds:
    return holds(reader.decisions(subject.person(reader), now), default=default)


def _pieces(export: Export, bodies: Iterator[bytes]) -> Iterator[bytes]:
    comma = msgspec.json.encode(export).removesuffix(b"]}")
    while several := list(islice(bodies, AT_ONCE)):
        yield comma + b",".join(several)
        comma = b","
    yield b"]}"


def write_zip(path: Path, reader: Reader, subject: Subject, *, now: int, default: bool) -> bool:
    """The same as JSON Lines with descriptions in German and English; False where nothing is known.

    The file appears when it is complete, and only its owner may read it. Raises BadInput where it can't be.
    """
    bodies, found = _bodies(reader, subject), Found()
    if bodies is None:
        return False
    with _written(path) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open("events.jsonl", "w", force_zip64=True) as lines:
            for body in bodies:
                found.add(body)
                lines.write(body + b"\n")
        consent = _consent(reader, subject, now, default)
        about = {**subject._asdict(), "exported_at": to_text(now), "consent": consent, "events": found.kinds}
        archive.writestr("about.json", _json(about))
        archive.writestr("fields.json", _json(found.described()))
        archive.writestr("README.txt", "\n\n".join(found.told(locale) for locale in ("de", "en")))
    return True


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    draft = path.with_name(f".{path.name}.part")
    if path.exists():
        raise BadInput(f"{path} is there already; name another file")
    try:
        draft.unlink(missing_ok=True)  # a killed one's; or somebody else's, who would read along
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            yield file
        draft.rename(path)
    except OSError as error:
        raise BadInput(f"{path} can't be written ({error.strerror}); name another file") from error
    finally:
        draft.unlink(missing_ok=True)


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value))
