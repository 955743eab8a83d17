"""Messages that don't get out → what is wrong with the webhook, in a sentence for whoever can mend it."""

from __future__ import annotations

from features.clock import DAY, HOUR, MINUTE
from service.store.protocol import Reader

LATE = 15 * MINUTE
LATELY = 7 * DAY
MEND = "check that `zuvor serve` runs and that the receiver answers 2xx within 10 seconds"
UNSET = "set ZUVOR_WEBHOOK_URL and ZUVOR_WEBHOOK_SECRETS"


def wrong_with_messages(store: Reader, now: int, *, target: bool) -> str:
    """Empty: nothing. `target`: a webhook is set; none is fine as long as no message waits for one."""
    waiting, due_at = store.unsent()
    if not waiting:
        return ""
    if not target:
        return f"{waiting} messages wait for a webhook; {UNSET}"
    if now - due_at <= LATE:
        return ""
    owed, owed_at = store.unsent(owed=True)
    late = f"{owed} of them owed, " if owed and now - owed_at > LATE else ""
    hours = (now - due_at) / HOUR
    return f"{waiting} messages to the webhook wait, {late}one should have gone {hours:.1f} hours ago; {MEND}"


def lost_lately(store: Reader, now: int) -> str:
    """Empty: none was given up. Reads all messages that are kept."""
    many = store.given_up(now - LATELY)
    if not many:
        return ""
    mend = "GET /v1/customers/{id}/interventions tells whose have failed"
    return f"{many} messages to the webhook were given up in the last seven days; {mend}"
