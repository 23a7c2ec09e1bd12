"""By post, without an envelope in the house: the print shop takes each PDF and its ticket."""

from pathlib import Path

import sollecito as s


class CopyShop(s.Channel):
    """Puts the PDF into the folder that the shop collects, then a job ticket beside it."""

    name = "copy_shop"
    kind = s.ChannelKind.POST
    label = s.say("Print shop")

    def validate_environment(self, site: s.Site) -> s.Text | None:
        """Say what is missing, for the menu and the pages."""
        missing = s.say("Name the print shop’s folder: [plugins.copy_shop] folder = ...")
        return None if Path(str(site.settings.get("folder", "-"))).is_dir() else missing

    def address(self, customer: s.Customer) -> tuple[str, ...]:
        """Return what goes on the envelope; a customer without a street gets no letter."""
        place = f"{customer.postcode} {customer.city} {customer.province}".strip()
        return (f"{customer.name}, {customer.address}, {place}",) if customer.address else ()

    def deliver(self, site: s.Site, delivery: s.Delivery, hand_over: s.HandOver) -> s.Receipt:
        """Write the ticket last: the shop takes what has one, so it never takes half a PDF."""
        pdf = Path(str(site.settings["folder"])) / delivery.file_name
        ticket = pdf.with_suffix(".txt")
        ticket.unlink(missing_ok=True)
        pdf.write_bytes(delivery.document.pdf)
        hand_over()
        ticket.write_text(f"{delivery.recipients[0]}\nPages: {delivery.document.pages}\n", "utf-8")
        return s.Receipt(s.DispatchState.SENT, pdf.name)


@s.hookimpl
def output_channels() -> list[s.Channel]:
    """Offer it; menu, pages and commands show it by themselves."""
    return [CopyShop()]
