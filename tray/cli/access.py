"""The command that lets the program into a mailbox which takes no password."""

from __future__ import annotations

import webbrowser

import typer

from core.domain.wording import say
from core.mail.consent import ask_for_consent, consent_of
from core.mail.settings import OAUTH
from core.store.data_folder import SETTINGS_FILE, check_data_folder
from core.store.machine import read_machine
from core.store.secrets import secret, store_secret
from core.store.settings import read_settings
from tray.bootstrap import find_folder
from tray.cli import options
from tray.cli.output import message
from tray.cli.wording import _


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(help=_("Let this program into a mailbox that takes no password (OAuth2)."))(access)


def access(data: options.Data = None) -> None:
    """Ask the provider in the browser, and keep the access in this PC's store."""
    folder = find_folder(data, read_machine())
    check_data_folder(folder)
    smtp = read_settings(folder / SETTINGS_FILE).smtp
    consent = consent_of({key: str(value) for key, value in smtp}, secret, store_secret)
    store_secret(OAUTH, ask_for_consent(consent, _open))
    message(say("This program is let into the mailbox of {user}.", user=smtp.user))


def _open(address: str) -> None:
    message(
        say(
            "Say yes on this page of the provider; it opens in the browser: {address}",
            address=address,
        )
    )
    webbrowser.open(address)
