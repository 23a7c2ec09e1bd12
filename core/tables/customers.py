"""Customers: the rows of a table of those who are written to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.domain.parties import NO_PREFERENCES, Customer, SendingPreferences
from core.domain.problems import Severity
from core.domain.wording import Text, say
from core.tables.cells import Cell
from core.tables.contacts import is_email, is_iban, is_italian_vat, pad_vat, split_emails
from core.tables.table import FILL_IT_IN, Table, Where
from core.tables.vocabulary import VOCABULARY, Field, TableKind
from core.tables.words import key

_FIELDS = tuple(VOCABULARY[TableKind.CUSTOMERS])
_ITALY = frozenset({"", "it", "ita", "italia", "italy"})
_POSTCODE_DIGITS = 5
_LEFT_OUT = say("The address is not used until it is corrected.")
_STANDS = say("Every figure stands; correct it when you can.")
_YES = frozenset({"si", "s", "yes", "y", "true", "vero", "1", "x", "on", "ja"})
_NO = frozenset({"no", "n", "false", "falso", "0", "off", "mai", "never", "nein"})
_LANGUAGES = {"italiano": "it", "italian": "it", "ita": "it", "inglese": "en", "english": "en"}
_LONGEST_PERIOD = 3650

Row = Mapping[Field, str]


def read_customers(table: Table) -> tuple[Customer, ...]:
    """Read the rows; what cannot be read is left out and reported in the table's problems."""
    return tuple(_read_all(table))


def _read_all(table: Table) -> Iterator[Customer]:
    columns = table.header.columns
    code_field = Field.CUSTOMER if Field.CUSTOMER in columns else Field.NAME
    for line, cells in table.pick(_FIELDS):
        row = _as_texts(table, cells)
        where = Where(line, row[code_field])
        if table.is_idle(line, few=True):
            continue
        if not where.customer:
            what = say("The row names no customer.")
            table.report(where, what, FILL_IT_IN, column=code_field)
            continue
        currency = cells[_FIELDS.index(Field.CURRENCY)]
        unit = table.currencies[currency]
        checked = ((Field.CURRENCY, table.currencies, currency),)
        if not table.any_wrong or not table.has_wrong(where, checked):
            yield _Row(table, where, row).customer(unit or "EUR")


def _as_texts(table: Table, cells: tuple[Cell, ...]) -> dict[Field, str]:
    """Return the row as texts, with the leading zeros that numeric cells have lost."""
    row = dict(zip(_FIELDS, (table.texts[cell] or "" for cell in cells), strict=True))
    if row[Field.COUNTRY].lower() in _ITALY:
        for column, pad in ((Field.POSTCODE, _pad_postcode), (Field.VAT_NUMBER, pad_vat)):
            if row[column] and not isinstance(cells[_FIELDS.index(column)], str):
                row[column] = pad(row[column])
    return row


def _pad_postcode(digits: str) -> str:
    return digits.zfill(_POSTCODE_DIGITS)


@dataclass(frozen=True, slots=True)
class _Row:
    table: Table
    where: Where
    texts: Row

    def customer(self, currency: str) -> Customer:
        texts = self.texts
        emails, invalid = self._emails()
        self._check_numbers()
        return Customer(
            code=self.where.customer,
            name=texts[Field.NAME] or self.where.customer,
            currency=currency,
            vat_number=texts[Field.VAT_NUMBER],
            tax_code=texts[Field.TAX_CODE],
            address=texts[Field.ADDRESS],
            postcode=texts[Field.POSTCODE],
            city=texts[Field.CITY],
            province=texts[Field.PROVINCE],
            country=texts[Field.COUNTRY],
            phone=texts[Field.PHONE],
            fax=texts[Field.FAX],
            emails=emails,
            invalid_emails=invalid,
            pec=self._pec(),
            terms=texts[Field.TERMS],
            preferences=self._preferences(),
            file=self.table.file,
            line=self.where.line,
        )

    def _emails(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        valid, invalid = split_emails(self.texts[Field.EMAILS])
        for address in invalid:
            what = say("“{address}” is not an e-mail address.", address=address)
            self.table.report(self.where, what, _LEFT_OUT, column=Field.EMAILS)
        return valid, invalid

    def _pec(self) -> str:
        """Return the certified address; the column may hold a recipient code instead."""
        pec = self.texts[Field.PEC]
        if "@" not in pec:
            return ""
        if is_email(pec):
            return pec
        what = say("“{address}” is not an e-mail address.", address=pec)
        self.table.report(self.where, what, _LEFT_OUT, column=Field.PEC)
        return ""

    def _check_numbers(self) -> None:
        vat = self.texts[Field.VAT_NUMBER].replace(" ", "").upper()
        italian = self.texts[Field.COUNTRY].lower() in _ITALY and vat[:2].isdecimal()
        if vat and (italian or vat.startswith("IT")) and not is_italian_vat(vat):
            what = say("“{number}” is not a VAT number.", number=self.texts[Field.VAT_NUMBER])
            self._note(what, Field.VAT_NUMBER)
        account = self.texts[Field.IBAN]
        if account and not is_iban(account):
            self._note(say("“{number}” is not an IBAN.", number=account), Field.IBAN)

    def _note(self, what: Text, column: Field) -> None:
        self.table.report(self.where, what, _STANDS, column=column, severity=Severity.NOTE)

    def _preferences(self) -> SendingPreferences:
        automatic, period = self._automatic(), self._period()
        language = self._language()
        if automatic is None and period is None and language is None:
            return NO_PREFERENCES
        return SendingPreferences(automatic=automatic, period_days=period, language=language)

    def _automatic(self) -> bool | None:
        text = self.texts[Field.AUTOMATIC]
        word = key(text)
        if word in _YES | _NO or not text:
            return word in _YES if text else None
        what = say("“{cell}” is neither yes nor no.", cell=text)
        hint = say("Nothing is sent to this customer by itself until it is corrected.")
        self.table.report(self.where, what, hint, column=Field.AUTOMATIC)
        return False

    def _period(self) -> int | None:
        text = self.texts[Field.PERIOD]
        number = text.split()[0] if text else ""
        if not text:
            return None
        if number.isdecimal() and number.isascii() and 1 <= int(number[:9]) <= _LONGEST_PERIOD:
            return int(number)
        what = say("“{cell}” is not a number of days.", cell=text)
        hint = say("The firm’s own period counts until it is corrected.")
        self.table.report(self.where, what, hint, column=Field.PERIOD)
        return None

    def _language(self) -> str | None:
        word = key(self.texts[Field.LANGUAGE])
        language = _LANGUAGES.get(word, word)
        if language in {"", "it", "en"}:
            return language or None
        what = say("The program does not speak “{cell}”.", cell=self.texts[Field.LANGUAGE])
        hint = say("It speaks Italian (it) and English (en).")
        self.table.report(self.where, what, hint, column=Field.LANGUAGE, severity=Severity.NOTE)
        return None
