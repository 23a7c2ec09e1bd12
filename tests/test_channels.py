"""Every channel has its page, its settings with help, a trial, and tests of all that can happen."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from core.channels import Channel
from core.plugin_manager import Plugins
from core.store.settings import Settings
from core.texts import tell
from plugins import BUILTIN
from tests.conftest import ROOT
from tests.core.engine.test_mail_roads import NO_PDF_BY
from tests.plugins.channels.test_hand_over import FILES, MAIL
from tray.pages.manual import PAGES
from tray.pages.setting_texts import GROUPS, SETTINGS

REFERENCE = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
OWN = "plugins/channels/test_{}.py::"
SILENT = "plugins/channels/test_hand_over.py::a_server_that_falls_silent"
DOWN = "plugins/channels/test_hand_over.py::a_server_that_is_down"
NO_FILE = "plugins/channels/test_hand_over.py::no_file_is_there_if_the_program_dies"
NO_MAIL = "plugins/channels/test_hand_over.py::no_mail_leaves_if_the_program_dies"
NO_PDF = "core/engine/test_mail_roads.py::what_is_no_pdf_leaves_by_no_road"
HUNG = "windows/test_outlook.py::outlook_that_hangs_is_given_up"
"""By a Windows Python under Wine."""
NEVER = "nothing of the kind can happen: a folder of this PC refuses or is away at once"
LISTED = "tray/pages/test_plugins.py::every_channel_that_can_work_is_tried_with_a_button"
"""Every channel that can work has a button in the list of plugins, whatever it is called."""
RUN_WITH = {
    DOWN: MAIL,
    SILENT: MAIL,
    NO_MAIL: MAIL,
    NO_FILE: FILES,
    NO_PDF: NO_PDF_BY,
}
"""The channels that a test of several is run with."""


class Told(NamedTuple):
    """Where a user reads of a channel: the page, words on it, and the table of its settings."""

    page: str
    words: str
    table: str
    """Empty: there is nothing to set."""
    button: str
    """The group of settings with the button that tries it; empty: it is the list of plugins."""


class Cases(NamedTuple):
    """The beginnings of the names of tests, after `test_`; in the channel's own file or another.

    A beginning fits one test alone. One of several channels must be run with this one too.
    """

    success: str
    refusal: str
    server_down: str
    timeout: str
    killed_in_the_middle: str
    not_what_it_says: str


CHANNELS = {
    "smtp": (
        Told("email", 'via = "smtp"', "smtp", "smtp"),
        Cases(
            "accepted_mail_is_sent",
            "refusal_says_what_to_do",
            "plugins/channels/test_smtp_login.py::port_where_nobody_listens_is_named",
            "plugins/channels/test_smtp_login.py::silent_server_is_given_up",
            "scenarios/test_killed.py::kill_minus_9",
            NO_PDF,
        ),
    ),
    "outlook": (
        Told("outlook", 'via = "outlook"', "outlook", "outlook"),
        Cases(
            "handed_over_is_said",
            "refused_message_does_not_hold_back",
            "outlook_that_was_closed_meanwhile",
            HUNG,
            "intent_is_recorded_only_when",
            NO_PDF,
        ),
    ),
    "mapi": (
        Told("outlook", 'via = "mapi"', "mapi", "mapi"),
        Cases(
            "program_gets_recipients",
            "answer_becomes_a_state",
            "each_reason_why_nothing_can_be_handed_over",
            "program_that_hangs_leaves",
            "intent_is_recorded_before",
            NO_PDF,
        ),
    ),
    "pec": (
        Told("pec", "[pec]", "pec", "pec"),
        Cases(
            "it_leaves_from_the_pec_address",
            "refusal_is_told",
            DOWN,
            SILENT,
            NO_MAIL,
            "what_is_no_pdf_is_not_sent",
        ),
    ),
    "outbox": (
        Told("files", 'via = "outbox"', "", "email"),
        Cases(
            "message_is_written_exactly",
            "address_that_is_none_fails",
            "data_folder_that_is_away",
            NEVER,
            "scenarios/test_killed.py::outbox_holds_each_message_once",
            NO_PDF,
        ),
    ),
    "archive": (
        Told("files", "--via archive", "", ""),
        Cases(
            "statement_is_kept_byte_for_byte",
            "data_folder_that_is_away_is_named",
            "data_folder_that_is_away_is_named",
            NEVER,
            NO_FILE,
            NO_PDF,
        ),
    ),
    "disk": (
        Told("files", "[plugins.disk]", "plugins.disk", ""),
        Cases(
            "statement_is_saved_into_the_folder",
            "folder_that_cannot_be_used_is_named",
            "folder_that_cannot_be_used_is_named",
            NEVER,
            NO_FILE,
            NO_PDF,
        ),
    ),
    "fax": (
        Told("fax", "[fax]", "fax", "fax"),
        Cases(
            "a_fax_goes_into_the_queue",
            "a_refusal_says_why",
            "a_server_that_is_down",
            "a_server_that_falls_silent",
            "a_power_cut_at_the_hand_over",
            "what_is_no_pdf_is_not_sent",
        ),
    ),
    "email_to_fax": (
        Told("fax", "--via email_to_fax", "fax", "fax"),
        Cases(
            "the_email_has_the_statement",
            "a_refusal_and_a_cut_are_told_apart",
            DOWN,
            "a_server_that_says_nothing",
            NO_MAIL,
            "what_is_no_pdf_is_not_sent",
        ),
    ),
    "windows_fax": (
        Told("fax", "--via windows_fax", "", "fax"),
        Cases(
            "a_fax_goes_into_the_queue",
            "a_fax_that_the_service_does_not_take",
            "without_the_service_it_says_what",
            "a_service_that_hangs_over_a_fax",
            "a_power_cut_at_the_hand_over",
            "what_cannot_be_faxed",
        ),
    ),
    "printer": (
        Told("post", "--via printer", "post", "post"),
        Cases(
            "a_letter_that_is_printed",
            "a_refusal_says_why",
            "a_printer_that_is_off",
            "a_printer_that_never_answers",
            "a_power_cut_at_the_hand_over",
            "what_is_no_pdf_is_not_printed",
        ),
    ),
    "windows_printer": (
        Told("post", "--via windows_printer", "post", "post"),
        Cases(
            "each_page_is_a_sheet",
            "what_windows_could_not_do",
            "each_reason_why_nothing_can_be_printed",
            "printer_that_hangs_leaves",
            "nothing_is_printed_when_the_intent",
            "what_is_no_pdf_is_not_printed",
        ),
    ),
    "letters": (
        Told("post", "--via letters", "", ""),
        Cases(
            "a_letter_lies_in_the_folder",
            "a_file_in_the_place_of_the_folder",
            "a_data_folder_that_is_away",
            NEVER,
            NO_FILE,
            "what_is_no_pdf_is_not_written",
        ),
    ),
}


def built_in() -> dict[str, Channel]:
    return dict(Plugins(BUILTIN, entry_points=False).channels())


CASES = [
    (name, case, test)
    for name, (_, cases) in CHANNELS.items()
    for case, test in cases._asdict().items()
]


@cache
def names_in(file: str) -> tuple[str, ...]:
    """Return the names of the tests in a file, as far as they are run and look at something."""
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    found = (one for one in tree.body if isinstance(one, ast.FunctionDef))
    return tuple(one.name for one in found if one.name.startswith("test_") and _looks(one))


def _looks(test: ast.FunctionDef) -> bool:
    calls = {ast.unparse(node.func) for node in ast.walk(test) if isinstance(node, ast.Call)}
    looks = any(isinstance(node, ast.Assert) for node in ast.walk(test)) or "pytest.raises" in calls
    skipped = any("skip" in ast.unparse(mark) for mark in test.decorator_list)
    return looks and not skipped


def fitting(test: str, name: str) -> list[str]:
    """Return the tests that a cell of the table means."""
    file, _, begin = (test if "::" in test else OWN.format(name) + test).partition("::")
    return [one for one in names_in(file) if one.startswith(f"test_{begin}")]


def test_every_channel_is_in_the_table() -> None:
    assert set(built_in()) == set(CHANNELS)


@pytest.mark.parametrize("language", ["", "it"])
@pytest.mark.parametrize("name", CHANNELS)
def test_it_has_a_page_in_the_manual(name: str, language: str) -> None:
    told = CHANNELS[name][0]
    page = ROOT / "docs" / language / "how-to" / f"{told.page}.md"
    assert told.words in page.read_text("utf-8")
    assert f"how-to/{told.page}.md" in PAGES.values()


@pytest.mark.parametrize("name", CHANNELS)
def test_what_it_can_be_told_is_in_the_reference_and_has_help_on_the_page(name: str) -> None:
    table = CHANNELS[name][0].table
    if not table:
        return
    _, heading, after = REFERENCE.partition(f"# `[{table}]`\n")
    assert heading, f"[{table}] has no heading"
    rows = re.findall(r"^\| `(\w+)` \|", after.partition("\n## ")[0], re.MULTILINE)
    assert rows
    if not table.startswith("plugins."):
        keys = Settings.model_fields[table].annotation.model_fields  # type: ignore[union-attr]  # a model
        assert set(keys) == set(rows)
        words = {key: SETTINGS[f"{table}.{key}"] for key in keys}
        bare = [key for key, one in words.items() if not (one.help or one.example or one.choices)]
        assert bare == []


@pytest.mark.parametrize("name", CHANNELS)
def test_a_button_tries_it(name: str) -> None:
    channels, group = built_in(), CHANNELS[name][0].button
    if not group:
        assert fitting(LISTED, name)
        return
    trial = GROUPS[group].trial
    assert trial is not None
    # The group of e-mail tries the way out that is chosen, those of fax and post any of a kind.
    tried = channels[trial.channel or name]
    assert tried.name == name or (tried.kind is channels[name].kind and not tried.kind.is_mail)


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("language", ["", "it"])
def test_its_page_says_how_to_try_it(name: str, language: str) -> None:
    told = CHANNELS[name][0]
    if not told.button:
        return
    trial = GROUPS[told.button].trial
    assert trial is not None
    page = ROOT / "docs" / language / "how-to" / f"{told.page}.md"
    text = " ".join(page.read_text("utf-8").split())
    assert tell(trial.button, language or "en") in text


@pytest.mark.parametrize("name", CHANNELS)
def test_it_says_why_it_cannot_work_unless_nothing_can_be_missing(name: str) -> None:
    own = type(built_in()[name]._inner).validate_environment  # type: ignore[attr-defined]  # behind the guard
    always = name in ("archive", "disk", "letters")
    assert (own is Channel.validate_environment) == always


@pytest.mark.parametrize(("name", "case", "test"), CASES)
def test_what_can_happen_to_it_is_tried(name: str, case: str, test: str) -> None:
    if test == NEVER:
        # Whatever asks another program or another machine may wait for it.
        assert (name, case) in [
            (one, "timeout") for one in ("outbox", "archive", "disk", "letters")
        ]
        return
    assert len(fitting(test, name)) == 1, f"{case}: {test}"
    run_with = RUN_WITH.get(test, (name,))
    assert name in {one if isinstance(one, str) else one.name for one in run_with}
