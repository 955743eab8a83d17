"""What a browser may do with a console page: show it, without scripts, frames or anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from service.html import stylesheet

# Where forms go, and what is told with a request; without a referrer a form's origin would be nobody's.
_FORMS = {False: "'none'", True: "'self'"}
_REFERRER = {False: "no-referrer", True: "same-origin"}


@cache
def protection(*, forms: bool = False) -> dict[str, str]:
    """Headers of every page; `forms`: it has some, for this service only."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        f"base-uri 'none'; form-action {_FORMS[forms]}; frame-ancestors 'none'"
    )
    return {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": _REFERRER[forms],
        "Vary": "Accept-Language, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
