"""Many statements delivered as one document, each with a dispatch of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from core.channels import Channel, Delivery
from core.domain.dispatches import Dispatch, Receipt
from core.engine.connections import Connections
from core.engine.firm import Firm
from core.engine.sending import Announce, Course, Order, carry_out, hand_over_together
from core.engine.sites import site_of
from core.pdf_pages import join_documents

Prepared = tuple[Course, Delivery]


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
    firm: Firm, orders: Sequence[Order], connections: Connections, announce: Announce
) -> Iterator[Dispatch]:
    """Carry out what goes together and yield the dispatches as the history now has them."""
    if len(orders) > 1:
        yield from _carry_out_joined(firm, orders, connections, announce)
    for order in orders if len(orders) == 1 else ():
        yield carry_out(firm, order, connections.deliver_by(order.channel), announce)


def _carry_out_joined(
    firm: Firm, orders: Sequence[Order], connections: Connections, announce: Announce
) -> Iterator[Dispatch]:
    """Deliver one document; a statement that cannot be drawn does not stop the others."""
    ready: list[Prepared] = []
    for order in orders:
        course = Course(firm, order, announce)
        delivery = course.attempt(course.prepare)
        if isinstance(delivery, Receipt):
            yield course.end(delivery)
        else:
            ready.append((course, delivery))
    if ready:
        receipt = _delivered(firm, ready, orders[0].channel, connections)
        for course, _ in ready:
            yield course.end(receipt)


def _delivered(
    firm: Firm, ready: Sequence[Prepared], channel: Channel, connections: Connections
) -> Receipt:
    courses = [course for course, _ in ready]
    deliver = connections.deliver_by(channel)
    return courses[0].attempt(
        lambda: deliver(_joined(ready), lambda: hand_over_together(firm, courses))
    )


def _joined(ready: Sequence[Prepared]) -> Delivery:
    """Return the delivery of all of them: that of the first, with everybody's pages."""
    first = ready[0][1]
    return replace(
        first,
        document=join_documents(delivery.document.pdf for _, delivery in ready),
        file_name=f"{first.date:%Y-%m-%d}-{len(ready)}.pdf",
        joined=len(ready),
    )


def _by_postcode(order: Order) -> tuple[str, str, str]:
    customer = order.statement.customer
    # Abroad each country has postcodes of its own.
    return customer.country_abroad, customer.postcode, customer.name
