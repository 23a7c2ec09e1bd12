"""Many statements delivered as one document, each with a dispatch of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from core.channels import Channel, Delivery
from core.domain.dispatches import Dispatch, Receipt
from core.engine.connections import Connections
from core.engine.firm import Firm
from core.engine.sending import Course, Order, Prepared, carry_out, hand_over_together
from core.engine.sites import site_of
from core.pdf_pages import join_documents

Drawn = tuple[Course, Delivery]
Ready = Callable[[Order], Prepared]
"""Makes an order ready to be delivered."""


def grouped(firm: Firm, orders: Iterable[Order]) -> list[list[Order]]:
    """Return what goes together: one by one, then each channel's that joins, by postcode."""
    joins: dict[str, bool] = {}
    groups: list[list[Order]] = []
    together: dict[str, list[Order]] = {}
    for order in orders:
        channel = order.channel
        if channel.name not in joins:
            joins[channel.name] = channel.joins(site_of(firm, channel))
        if joins[channel.name]:
            together.setdefault(channel.name, []).append(order)
        else:
            groups.append([order])
    return groups + [sorted(found, key=_by_postcode) for found in together.values()]


def carry_out_group(
    firm: Firm, orders: Sequence[Order], connections: Connections, ready: Ready
) -> Iterator[Dispatch]:
    """Carry out what goes together and yield the dispatches as the history now has them."""
    if len(orders) > 1:
        yield from _carry_out_joined(firm, orders, connections, ready)
    for order in orders if len(orders) == 1 else ():
        yield carry_out(ready(order), connections.deliver_by(order.channel))


def _carry_out_joined(
    firm: Firm, orders: Sequence[Order], connections: Connections, ready: Ready
) -> Iterator[Dispatch]:
    """Deliver one document; a statement that cannot be drawn does not stop the others."""
    drawn: list[Drawn] = []
    for order in orders:
        course, delivery = ready(order)
        if isinstance(delivery, Receipt):
            yield course.end(delivery)
        else:
            drawn.append((course, delivery))
    if drawn:
        receipt = _delivered(firm, drawn, orders[0].channel, connections)
        for course, _ in drawn:
            yield course.end(receipt)


def _delivered(
    firm: Firm, drawn: Sequence[Drawn], channel: Channel, connections: Connections
) -> Receipt:
    courses = [course for course, _ in drawn]
    deliver = connections.deliver_by(channel)
    return courses[0].attempt(
        lambda: deliver(_joined(drawn), lambda: hand_over_together(firm, courses))
    )


def _joined(drawn: Sequence[Drawn]) -> Delivery:
    """Return the delivery of all of them: that of the first, with everybody's pages."""
    first = drawn[0][1]
    return replace(
        first,
        document=join_documents(delivery.document.pdf for _, delivery in drawn),
        file_name=f"{first.date:%Y-%m-%d}-{len(drawn)}.pdf",
        joined=len(drawn),
    )


def _by_postcode(order: Order) -> tuple[str, str, str]:
    customer = order.statement.customer
    # Abroad each country has postcodes of its own.
    return customer.country_abroad, customer.postcode, customer.name
