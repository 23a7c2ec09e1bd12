"""User texts in Italian and English, from the gettext catalogues in `templates/locale`."""

from __future__ import annotations

import os
import re
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from core.domain.wording import Text, Value
from core.formats import LANGUAGES, format_amount, format_day

# Every command reads the catalogue; Babel's reader takes nine times as long to import and run.
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_EMPTY = '""\n'


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translations of a language by English message; empty for English.

    Read from the `.po` file itself, so that there is no compiled copy to forget.
    """
    source = files("templates") / "locale" / language / "LC_MESSAGES" / "sollecito.po"
    if not source.is_file():
        return {}
    pairs = _ENTRY.findall(source.read_text("utf-8"))
    return {
        _joined(message): _joined(said) for message, said in pairs if _EMPTY not in (message, said)
    }


def tell(text: Text, language: str) -> str:
    """Say a sentence in a language."""
    message = catalogue(language).get(text.message, text.message)
    if not text.values:
        return message
    return message.format(**{k: _written(v, language) for k, v in text.values.items()})


def system_language() -> str:
    """Return the user's language as the operating system names it, if we speak it."""
    for name in ("SOLLECITO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        language = os.environ.get(name, "")[:2].lower()
        if language:
            return language if language in LANGUAGES else "en"
    return _windows_language()


def _joined(quoted: str) -> str:
    """Join the quoted lines of one string."""
    text = "".join(line[1:-1] for line in quoted.splitlines())
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def _windows_language() -> str:
    # Windows sets none of the variables; its locale is named like "Italian_Italy".
    import locale  # noqa: PLC0415 - only where the environment says nothing

    name = (locale.getlocale()[0] or "").lower()
    return "it" if name.startswith("it") else "en"


def _written(value: Value, language: str) -> str:
    if isinstance(value, Decimal):
        return format_amount(value, language)
    if isinstance(value, date):
        return format_day(value, language)
    return tell(value, language) if isinstance(value, Text) else str(value)
