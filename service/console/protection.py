"""What a browser may do with a console page: show it, without scripts, frames or anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from service.html import stylesheet


@cache
def protection() -> dict[str, str]:
    """Headers of every page."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Language, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
