"""What `zuvor check` finds about gestures: definitions nobody can read, messages that don't get out."""

from __future__ import annotations

from features.clock import HOUR, MINUTE, system_clock
from features.errors import BadInput
from features.settings import Settings
from service.store.protocol import Store

LATE = 15 * MINUTE


def wrong_with_gestures(store: Store) -> str:
    """Empty: nothing."""
    from service.interventions.catalogue import catalogue_of

    refused = catalogue_of(store).refused
    return "; ".join(f"{name} is left out: {why}" for name, why in refused.items())


def wrong_with_webhook(settings: Settings, store: Store) -> str:
    """Empty: nothing; that no webhook is set is fine as long as no message waits for one."""
    from service.interventions.webhook.targets import target_of

    try:
        target = target_of(settings)
    except BadInput as error:
        return str(error)
    waiting, due_at = store.unsent()
    if waiting and target is None:
        return f"{waiting} messages wait for a webhook; set ZUVOR_WEBHOOK_URL and ZUVOR_WEBHOOK_SECRETS"
    late = system_clock() - due_at
    if waiting and late > LATE:
        return (
            f"of {waiting} messages to the webhook one should have gone {late / HOUR:.1f} hours ago; "
            "check that `zuvor serve` runs and that the receiver answers 2xx within 10 seconds"
        )
    return ""
