"""Who writes and who is written to: the company, its customers, their preferences."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Company:
    """The firm that is owed."""

    name: str
    address: tuple[str, ...] = ()
    vat_number: str = ""
    iban: str = ""
    bic: str = ""
    email: str = ""
    phone: str = ""
    logo: str = ""
    """Path of the logo below the data folder."""


@dataclass(frozen=True, slots=True)
class SendingPreferences:
    """What one customer wants or the firm has set for it; None: as the firm does."""

    automatic: bool | None = None
    period_days: int | None = None
    language: str | None = None
    channel: str | None = None
    """Its road, or several in their order, separated by commas."""
    addresses: tuple[str, ...] | None = None
    pec: str | None = None
    """The one address for certified mail."""
    invoices: bool | None = None
    """Whether the open invoices' own files go with its statements."""
    excluded_until: str | None = None
    """ISO date up to and including which nothing is sent by itself."""

    def over(self, base: SendingPreferences) -> SendingPreferences:
        """Return these preferences, with the gaps filled from the base."""
        return SendingPreferences(
            *(
                getattr(base, field.name)
                if getattr(self, field.name) is None
                else getattr(self, field.name)
                for field in fields(self)
            )
        )


NO_PREFERENCES = SendingPreferences()


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer of the firm, as the customers table describes it."""

    code: str
    name: str
    currency: str = "EUR"
    vat_number: str = ""
    tax_code: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    phone: str = ""
    fax: str = ""
    emails: tuple[str, ...] = ()
    invalid_emails: tuple[str, ...] = ()
    """Addresses of the table that no mail can reach."""
    pec: str = ""
    terms: str = ""
    preferences: SendingPreferences = NO_PREFERENCES
    doubtful: bool = False
    """Two rows claim this code and differ, or a payment that may be theirs could not be read
    or names nobody: nothing is sent by itself."""
    file: str = ""
    line: int = 0

    @property
    def postal_lines(self) -> tuple[str, ...]:
        """Return what stands on the envelope; nothing if no letter would arrive."""
        place = " ".join(filter(None, (self.postcode, self.city, self.province)))
        if not self.city or not (self.address or self.postcode):
            return ()
        return tuple(filter(None, (self.name, self.address, place, self.country_abroad)))

    @property
    def country_abroad(self) -> str:
        """Return the country for the envelope; nothing for the firm's own."""
        return "" if self.country.upper() in ("IT", "ITA", "ITALIA", "ITALY") else self.country
