"""A setting that a sentence names by its file is told as the place where a person sets it."""

import pytest

from core.domain.wording import say
from tests.tray.pages.conftest import Reader
from tray.pages.setting_form import all_names, group_of
from tray.pages.setting_places import in_words, linked, tell_in_words, tell_linked


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Enter it under [smtp] host.", "Enter it under Settings › Mail server › Server."),
        ("“company.iban” is wrong.", "Settings › Company › IBAN is wrong."),
        ("Look into [smtp] and try again.", "Look into Settings › Mail server and try again."),
        ("Empty [email.text] it.", "Empty Settings › Covering letter › Text in Italian."),
        ("Enter it under [plugins.pigeon] loft.", "Enter it under [plugins.pigeon] loft."),
        ("The customer “rossi.example” owes.", "The customer “rossi.example” owes."),
        ("It is switched off in [plugins] off.", "It is switched off in Plugins."),
        ("Nothing is named.", "Nothing is named."),
    ],
)
def test_a_setting_is_told_by_tab_and_field(sentence: str, told: str) -> None:
    assert in_words(sentence, "en") == told


def test_it_is_told_in_the_language_of_the_page() -> None:
    sentence = say("No fax server is set. Enter its name under [fax] host.")
    told = "Manca il server fax. Scriverne il nome in Impostazioni › Fax › Server."
    assert tell_in_words(sentence, "it") == told


def test_on_a_page_it_leads_to_its_field() -> None:
    told = tell_linked(say("Enter it under [post] printer."), "en")
    link = '<a href="/settings/post#post-printer">Settings › Post › Printer</a>'
    assert told == f"Enter it under {link}."


def test_what_else_the_sentence_says_is_only_text() -> None:
    sentence = "<b>Rossi & Figli</b> needs [smtp] host"
    assert linked(sentence, "en").startswith("&lt;b&gt;Rossi &amp; Figli&lt;/b&gt; needs <a ")
    assert not hasattr(linked("<b>Rossi</b>", "en"), "__html__")


@pytest.mark.parametrize("name", sorted(all_names()))
def test_every_setting_has_the_place_that_it_leads_to(reader: Reader, name: str) -> None:
    table, _, key = name.rpartition(".")
    told = linked(f"[{table}] {key}", "en")
    address, field = f"/settings/{group_of(name)}", name.replace(".", "-")
    assert f'href="{address}#{field}"' in told
    assert f'id="{field}"' in reader.see(address)
