"""The console page of what waits for approval; a word counts only from a form that this service made."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import parse_qs

from litestar import Request, Response, get, post
from litestar.params import PathParameter
from litestar.response import Redirect

from service.api.approvals import MOST, say
from service.api.defining import changed_by
from service.api.doors import needs
from service.api.worker import TheWorker, Worker
from service.console.asked import language_of
from service.console.protection import protection
from service.html.console_nav import APPROVALS
from service.html.interventions.approvals import Waiting, approvals_page
from service.interventions.entries import said_of
from service.interventions.words import in_words

SECRET = "approvals"  # noqa: S105 - the name of the store's secret
WORDS = {"yes": True, "no": False}
FORM_BYTES = 2_000

AnyRequest = Request[Any, Any, Any]
DecisionId = Annotated[str, PathParameter(max_length=64)]


@get("/approvals", security=needs("admin"), include_in_schema=False)
async def approvals(request: AnyRequest, worker: TheWorker) -> Response[str]:
    secret, by, settings = await secret_of(worker), changed_by(request), worker.settings
    lines = await worker.read(lambda: worker.store.interventions_waiting(MOST + 1))
    language, said = language_of(request), request.query_params.get("said")
    waiting = [
        Waiting(
            line.intervention_id,
            line.customer_id,
            line.gesture,
            line.cost,
            line.currency or settings.currency,
            line.decided_at,
            in_words(line, language, settings.currency),
            said_of(line, None).get(language),
            token(secret, by, line.intervention_id),
        )
        for line in lines[:MOST]
    ]
    html = approvals_page(waiting, said, language, settings.timezone, more=len(lines) > MOST)
    return Response(html, media_type="text/html", headers=protection(forms=True))


@post(
    "/approvals/{intervention_id:str}",
    security=needs("admin"),
    include_in_schema=False,
    request_max_body_size=FORM_BYTES,
)
async def approve(request: AnyRequest, worker: TheWorker, intervention_id: DecisionId) -> Redirect:
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    by, word = changed_by(request), WORDS.get(first(form, "word"))
    proof = token(await secret_of(worker), by, intervention_id)
    if word is None or not hmac.compare_digest(first(form, "token").encode(), proof.encode()):
        said = "stale"  # also what another site made a browser send
    else:
        said = await say(worker, intervention_id, word, by)
    address = f"{APPROVALS}?locale={language_of(request)}&said={said}"
    return Redirect(address, status_code=303, headers=protection())


def token(secret: bytes, by: str, intervention_id: str) -> str:
    """Nobody else can make it: another site's form doesn't have it, another key's is another."""
    return hmac.new(secret, f"{by}\x00{intervention_id}".encode(), sha256).hexdigest()


async def secret_of(worker: Worker) -> bytes:
    """What only this store knows; the same for every worker."""
    return await worker.write(lambda transaction: transaction.secret(SECRET))


def first(form: dict[str, list[str]], name: str) -> str:
    """A field of the form; empty where it has none."""
    return next(iter(form.get(name, ())), "")
