"""Routes of reminders: which answers go out by themselves, put as a whole, read with all their versions."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get, put
from litestar.params import PathParameter

from features.interventions.reminder import REMINDER
from service.api import examples
from service.api.defining import Put, put_in_force
from service.api.describe import DOORS, asks, gives, problems
from service.api.doors import needs
from service.api.policies import InForce, in_force
from service.api.worker import TheWorker

ReminderName = Annotated[str, PathParameter(description="The reminder.", max_length=64)]


@put(
    "/v1/reminders/{name:str}",
    security=needs("admin"),
    operation_class=asks("Reminder", examples.REMINDER),
    responses=gives(200, Put, "In force", examples.put("cart_left")) | problems(400, *DOORS, 413, 422, 503),
    summary="Define a reminder",
    description="Which answer goes out by the webhook to who isn't there, over which channel and how often; "
    "only with consent to marketing, by day, and under the caps of the rule `contact`. `stopped` ends it.",
)
async def put_reminder(request: Request[Any, Any, Any], worker: TheWorker, name: ReminderName) -> Put:
    return await put_in_force(request, worker, REMINDER, name)


@get(
    "/v1/reminders/{name:str}",
    security=needs("admin"),
    responses=gives(200, InForce, "All versions", examples.in_force("cart_left", examples.REMINDER))
    | problems(400, *DOORS, 404, 503),
    summary="A reminder and all its versions",
    description="Whom it reached is told with each customer's decisions.",
)
async def get_reminder(worker: TheWorker, name: ReminderName) -> InForce:
    return await in_force(worker, REMINDER, name)
