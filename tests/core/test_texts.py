"""Sollecito speaks English and Italian, whole and without a slip."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest

from core.domain.wording import say
from core.texts import catalogue, system_language, tell
from tests.sentences import ROOT, italian, said

SAID = said()
ITALIAN = italian()
PAGES = sorted((ROOT / "templates" / "pages").glob("*.html"))
VARIABLES = ("SOLLECITO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def test_every_sentence_has_an_italian_translation() -> None:
    assert sorted(message for message in SAID if not catalogue("it").get(message)) == []


def test_no_translation_is_left_of_what_nobody_says() -> None:
    assert sorted(str(entry.id) for entry in ITALIAN if entry.id and entry.id not in SAID) == []
    assert not ITALIAN.obsolete


def test_no_translation_waits_for_a_second_look() -> None:
    assert [entry.id for entry in ITALIAN if entry.id and entry.fuzzy] == []


def test_a_translation_has_the_placeholders_of_its_sentence() -> None:
    differing = {
        message: translation
        for message, translation in catalogue("it").items()
        if _placeholders(message) != _placeholders(translation)
    }
    assert differing == {}


def test_a_translation_keeps_to_the_house_style() -> None:
    for message, translation in catalogue("it").items():
        assert not set("“”'\"!") & set(translation) - set(message), translation
        assert translation[-1:] in ".:?…" or message[-1:] not in ".:?…", translation


def test_the_program_addresses_nobody_and_calls_a_thing_by_one_name() -> None:
    refused = re.compile(
        r"\b(Lei|Suoi?|Su[ae]|[Vv]oi|[Vv]ostr[oaie]|[Tt]u|[Tt]u[oae]|[Tt]uoi|[Dd]itta|[Gg]estionale|"
        r"cartella dei dati|tabella dei clienti)\b"
    )
    assert [said for said in catalogue("it").values() if refused.search(said)] == []


@pytest.mark.parametrize(
    "text", ["letters/it.txt", "letters/it-in-favour.txt", "statements/classic/design.toml"]
)
def test_a_customer_is_addressed_as_lei(text: str) -> None:
    said = (ROOT / "templates" / text).read_text("utf-8").partition("[texts.it]")
    italian = (said[2] or said[0]).partition("[texts.en]")[0]
    assert re.search(r"\b(Le|La|Su[oae]|Suoi)\b", italian)
    assert not re.search(r"\b(Voi|Vi|[Vv]ostr[oaie]|[Tt]u[oae]?|Ti)\b", italian)


def test_the_catalogue_is_read_as_babel_reads_it() -> None:
    assert catalogue("it") == {e.id: e.string for e in ITALIAN if e.id and e.string}


def test_english_needs_no_catalogue() -> None:
    assert catalogue("en") == {}


def test_a_sentence_is_never_put_together_before_it_is_translated() -> None:
    found = list(_sentences_in_code())
    assert len(found) > 400
    assert [place for place, message in found if message is None] == []


def test_every_sentence_in_the_code_is_found_for_translation() -> None:
    # Babel does not look into f-strings.
    assert [place for place, message in _sentences_in_code() if message not in SAID] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_no_words_but_those_that_are_translated(page: Path) -> None:
    words = _Words()
    words.feed(re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", " ", page.read_text("utf-8"), flags=re.DOTALL))
    assert set(words.found) <= {"Sollecito", "ledger", "PDF"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The ledger is of 24/11/2026. 1,234.50 is below the minimum amount of 2,000.00."),
        ("it", "Il partitario è del 24/11/2026. 1.234,50 è sotto l’importo minimo di 2.000,00."),
        ("de", "The ledger is of 24/11/2026. 1,234.50 is below the minimum amount of 2,000.00."),
    ],
)
def test_amounts_and_dates_follow_the_language(language: str, sentence: str) -> None:
    old = say("The ledger is of {day}.", day=date(2026, 11, 24))
    little = say(
        "{amount} is below the minimum amount of {minimum}.",
        amount=Decimal("1234.50"),
        minimum=Decimal(2000),
    )
    assert f"{tell(old, language)} {tell(little, language)}" == sentence


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert tell(say("No customer with “{text}”.", text="{x}"), "it") == "Nessun cliente con «{x}»."


def test_a_plugins_own_sentence_is_said_as_it_is() -> None:
    assert tell(say("Carried by {bird}.", bird="pigeon"), "it") == "Carried by pigeon."


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "it_CH.UTF-8"}, "it"),
        ({"LC_MESSAGES": "it_IT", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_ALL": "en_US", "SOLLECITO_LANGUAGE": "IT"}, "it"),
        ({"LC_ALL": "", "LANG": "it_IT"}, "it"),
    ],
)
def test_the_language_is_the_systems(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


class _Words(HTMLParser):
    """Collects the words that a reader of the page sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += re.findall(r"[^\W\d_]{2,}", data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # An example of an address is the same in every language.
            if name in {"alt", "title", "placeholder", "aria-label"} and "@" not in (value or ""):
                self.handle_data(value or "")


def _placeholders(message: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(message) if name is not None)


def _sentences_in_code() -> Iterator[tuple[str, str | None]]:
    """Yield where a sentence is said, and the sentence if it stands there as it is."""
    for top in ("core", "plugins", "tray"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"say", "_"}:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", _constant(node.args[0])


def _constant(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None
