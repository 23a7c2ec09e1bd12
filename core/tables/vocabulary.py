"""The headings that accounting programs give their columns, by table, field and language."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class TableKind(StrEnum):
    """What a table holds."""

    CUSTOMERS = "customers"
    ITEMS = "items"
    PAYMENTS = "payments"


class Field(StrEnum):
    """What a column holds."""

    CUSTOMER = "customer code"
    NAME = "customer name"
    VAT_NUMBER = "VAT number"
    TAX_CODE = "tax code"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CITY = "city"
    PROVINCE = "province"
    COUNTRY = "country"
    PHONE = "phone"
    FAX = "fax"
    EMAILS = "e-mail"
    PEC = "PEC"
    IBAN = "IBAN"
    TERMS = "payment terms"
    CURRENCY = "currency"
    AUTOMATIC = "automatic"
    PERIOD = "period in days"
    LANGUAGE = "language"
    KIND = "kind of document"
    NUMBER = "document number"
    DOCUMENT_DATE = "document date"
    INSTALMENT = "instalment"
    DUE_DATE = "due date"
    AMOUNT = "amount"
    PAID = "paid"
    RESIDUAL = "open amount"
    STATE = "state"
    PAYMENT_ID = "payment id"
    PAYMENT_DATE = "payment date"


Names = Mapping[str, tuple[str, ...]]
"""Headings by language, the surest first."""

_CUSTOMER: Names = {
    "it": (
        *("codice cliente", "cod cliente", "cod cli", "id cliente", "cod conto", "codice conto"),
        *("codice", "cod", "conto"),
    ),
    "en": (
        *("customer code", "customer number", "customer no", "customer id", "cust number"),
        *("account number", "account", "a/c", "code"),
    ),
    "de": ("kundennummer", "debitor", "konto"),
    "nl": ("deb nr", "debiteurnummer"),
}
_NAME: Names = {
    "it": (
        *("ragione sociale", "rag sociale", "rag soc", "denominazione", "intestazione"),
        *("intestatario", "nominativo", "nome cliente", "cliente", "soggetto", "nome"),
    ),
    "en": ("customer name", "name customer", "contact name", "company", "customer", "name"),
    "de": ("kundenname", "firma"),
    "nl": ("naam",),
}
_CURRENCY: Names = {
    "it": ("valuta", "divisa"),
    "en": ("currency", "currency code", "invoice currency", "curr"),
    "de": ("waehrung", "wahrung"),
}
_NUMBER: Names = {
    "it": (
        *("numero documento", "num documento", "num doc", "n documento", "n doc", "nr doc"),
        *("numero fattura", "num fattura", "n fattura", "nr fattura", "fattura", "partita"),
        *("protocollo", "numero", "documento", "nr", "n"),
    ),
    "en": (
        *("document number", "document no", "invoice number", "invoice no", "invoice id"),
        *("doc id", "inv number", "number", "num", "no", "ref"),
    ),
    "de": ("rechnungsnummer", "belegnummer", "belegfeld 1"),
    "nl": ("factuurnr", "factuurnummer"),
}
_INSTALMENT: Names = {
    "it": ("rata", "numero rata", "n rata", "nr rata"),
    "en": ("instalment", "installment"),
}

_CUSTOMERS: Mapping[Field, Names] = {
    Field.CUSTOMER: _CUSTOMER,
    Field.NAME: _NAME,
    Field.VAT_NUMBER: {
        "it": ("partita iva", "part iva", "p iva"),
        "en": ("vat number", "vat no", "vat id", "vat"),
        "de": ("ust idnr", "eu ustid", "ustid"),
    },
    Field.TAX_CODE: {
        "it": ("codice fiscale", "cod fiscale", "cod fisc", "c f"),
        "en": ("tax code",),
    },
    Field.ADDRESS: {"it": ("indirizzo", "via"), "en": ("address", "street"), "de": ("strasse",)},
    Field.POSTCODE: {
        "it": ("cap",),
        "en": ("postcode", "postal code", "zip code", "zip"),
        "de": ("plz",),
    },
    Field.CITY: {"it": ("citta", "comune", "localita"), "en": ("city", "town"), "de": ("ort",)},
    Field.PROVINCE: {"it": ("provincia", "prov"), "en": ("province", "county", "region")},
    Field.COUNTRY: {
        "it": ("nazione", "paese", "codice paese", "id paese"),
        "en": ("country", "country code"),
        "de": ("land",),
    },
    Field.PHONE: {
        "it": ("telefono", "tel", "cellulare"),
        "en": ("phone", "telephone", "phone number"),
        "de": ("telefon",),
    },
    Field.FAX: {"it": ("fax", "numero fax"), "en": ("fax number", "telefax")},
    Field.EMAILS: {
        "it": ("indirizzo e-mail", "posta elettronica", "mail"),
        "en": ("e-mail", "e-mail address"),
    },
    Field.PEC: {
        "it": ("pec", "indirizzo pec", "e-mail pec", "posta certificata", "indirizzo telematico"),
        "en": ("certified e-mail",),
    },
    Field.IBAN: {"it": ("iban", "codice iban")},
    Field.TERMS: {
        "it": ("pagamento", "condizioni pagamento", "termini pagamento", "modalita pagamento"),
        "en": ("payment terms", "terms", "cust payment terms"),
        "de": ("zahlungsbedingung",),
    },
    Field.CURRENCY: _CURRENCY,
    Field.AUTOMATIC: {
        "it": ("automatico", "invio automatico", "invia estratto conto", "sollecitare"),
        "en": ("automatic", "automatic sending", "send statement"),
    },
    Field.PERIOD: {
        "it": ("periodicita", "periodicita giorni", "ogni giorni", "periodo giorni"),
        "en": ("period in days", "period days", "period", "every days"),
    },
    Field.LANGUAGE: {"it": ("lingua",), "en": ("language",), "de": ("sprache",)},
}
_ITEMS: Mapping[Field, Names] = {
    Field.CUSTOMER: _CUSTOMER,
    Field.NAME: _NAME,
    Field.KIND: {
        "it": ("tipo documento", "tipo doc", "tipo"),
        "en": ("document type", "transaction type", "kind", "type"),
        "de": ("belegart",),
    },
    Field.NUMBER: _NUMBER,
    Field.DOCUMENT_DATE: {
        "it": ("data documento", "data doc", "data fattura", "data emissione", "data", "del"),
        "en": ("document date", "invoice date", "posting date", "date"),
        "de": ("rechnungsdatum", "belegdatum", "datum"),
    },
    Field.INSTALMENT: _INSTALMENT,
    Field.DUE_DATE: {
        "it": ("data scadenza", "scadenza", "data scad", "scad", "prossima scadenza", "scade il"),
        "en": ("due date", "due in date", "due"),
        "de": ("faelligkeit", "falligkeit", "faellig am", "fallig am"),
        "nl": ("vervalt", "vervaldatum"),
    },
    Field.CURRENCY: _CURRENCY,
    Field.AMOUNT: {
        "it": (
            *("importo", "importo scadenza", "imp scadenza", "importo rata", "importo documento"),
            *("importo fattura", "importo totale", "totale documento", "totale fattura", "totale"),
            *("lordo", "dare"),
        ),
        "en": ("amount", "invoice amount", "document amount", "total amount", "total"),
        "de": ("betrag", "sollbetrag"),
    },
    Field.PAID: {
        "it": (
            *("pagato", "incassato", "importo pagato", "importo incassato", "acconto"),
            *("acconti", "gia pagato", "gia incassato", "importo versato", "versato"),
            *("importo saldato", "saldato", "totale pagato", "totale incassato", "pagamenti"),
            *("incassi", "avere"),
        ),
        "en": ("paid", "amount paid", "invoice amount paid", "paid amount"),
        "de": ("habenbetrag",),
    },
    Field.RESIDUAL: {
        "it": (
            *("residuo", "importo residuo", "da saldare", "da incassare", "aperto"),
            *("importo aperto", "da pagare", "importo da pagare", "residuo da incassare"),
            *("residuo da pagare", "saldo residuo", "saldo da pagare", "saldo aperto", "rimanenza"),
            *("resta da pagare", "restante", "importo scoperto", "scoperto", "importo insoluto"),
            *("saldo",),
        ),
        "en": (
            *("open amount", "open balance", "outstanding", "residual", "amount due"),
            *("invoice amount due", "balance due", "total open amount", "balance"),
        ),
        "de": ("offener betrag",),
    },
    Field.STATE: {
        "it": (
            *("stato", "stato pagamento", "stato fattura", "stato documento", "stato incasso"),
            *("stato pag", "stato partita", "pagata", "incassata", "saldata", "pagato s n"),
        ),
        "en": ("status", "state", "payment status", "invoice status", "paid y n"),
    },
    Field.PAYMENT_DATE: {
        "it": (
            *("data pagamento", "data incasso", "data saldo", "pagato il", "incassato il"),
            *("saldato il", "pagata il", "incassata il", "saldata il"),
        ),
        "en": ("payment date", "date paid", "paid date", "paid on"),
        "de": ("bezahlt am",),
    },
}
_PAYMENTS: Mapping[Field, Names] = {
    Field.PAYMENT_ID: {
        "it": ("id incasso", "id pagamento", "numero incasso", "numero pagamento"),
        "en": ("payment id", "payment number", "payment no", "receipt number", "receipt no"),
    },
    Field.CUSTOMER: _CUSTOMER,
    Field.NAME: _NAME,
    Field.PAYMENT_DATE: {
        "it": ("data incasso", "data pagamento", "data versamento", "data accredito", "data"),
        "en": ("payment date", "date paid", "date received", "date"),
        "de": ("zahlungsdatum", "datum"),
    },
    Field.CURRENCY: _CURRENCY,
    Field.AMOUNT: {
        "it": (
            *("importo", "importo incasso", "importo pagamento", "importo incassato"),
            *("importo pagato", "importo versato", "importo ricevuto", "importo accreditato"),
            *("importo bonifico", "incassato", "pagato", "versato", "accreditato", "bonifico"),
        ),
        "en": (
            *("amount", "amount received", "amount paid", "payment amount", "received amount"),
            *("received", "paid"),
        ),
        "de": ("betrag",),
    },
    Field.NUMBER: _NUMBER,
    Field.INSTALMENT: _INSTALMENT,
}

VOCABULARY: Mapping[TableKind, Mapping[Field, Names]] = {
    TableKind.CUSTOMERS: _CUSTOMERS,
    TableKind.ITEMS: _ITEMS,
    TableKind.PAYMENTS: _PAYMENTS,
}
PLAIN_DATES = frozenset({"data", "date", "datum"})
"""Headings that do not tell a payment's date from a document's."""
