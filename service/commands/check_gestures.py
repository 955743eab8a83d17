"""What `zuvor check` finds about gestures: definitions nobody can read, messages that don't get out."""

from __future__ import annotations

from features.clock import system_clock
from features.errors import BadInput
from features.settings import Settings
from service.store.protocol import Store


def wrong_with_gestures(store: Store) -> str:
    """Empty: nothing."""
    from service.interventions.catalogue import catalogue_of

    refused = catalogue_of(store).refused
    return "; ".join(f"{name} is left out: {why}" for name, why in refused.items())


def wrong_with_webhook(settings: Settings, store: Store) -> str:
    """Empty: nothing; that no webhook is set is fine as long as no message waits for one."""
    from service.interventions.webhook.standing import lost_lately, wrong_with_messages
    from service.interventions.webhook.targets import target_of

    try:
        target = target_of(settings)
    except BadInput as error:
        return str(error)
    now = system_clock()
    found = wrong_with_messages(store, now, target=target is not None), lost_lately(store, now)
    return "; ".join(filter(None, found))
