"""The one table of answers, one file each; what is most useful has the highest priority."""

from __future__ import annotations

from service.answers.kind import Kind
from service.answers.kinds.back_in_stock import BACK_IN_STOCK
from service.answers.kinds.buy_again import BUY_AGAIN
from service.answers.kinds.cart import CART
from service.answers.kinds.completes_order import COMPLETES_ORDER
from service.answers.kinds.delivery_promise import DELIVERY_PROMISE
from service.answers.kinds.gesture import GESTURE
from service.answers.kinds.order_status import ORDER_STATUS
from service.answers.kinds.price_drop import PRICE_DROP
from service.answers.kinds.return_window import RETURN_WINDOW
from service.answers.kinds.review_invitation import REVIEW_INVITATION

KINDS: tuple[Kind, ...] = (
    ORDER_STATUS,
    GESTURE,
    DELIVERY_PROMISE,
    RETURN_WINDOW,
    CART,
    REVIEW_INVITATION,
    BACK_IN_STOCK,
    PRICE_DROP,
    BUY_AGAIN,
    COMPLETES_ORDER,
)
