"""Asks a person in the browser to let this program into the mailbox, while everything goes on."""

from __future__ import annotations

import threading
import webbrowser
from contextlib import suppress
from dataclasses import dataclass, replace

from core.causes import cause_of
from core.domain.commands import SetPassword
from core.domain.wording import say
from core.engine.office import Office
from core.errors import SollecitoError
from core.mail.consent import Consent, ask_for_consent, consent_of
from core.mail.settings import OAUTH
from core.store.secrets import secret, store_secret


@dataclass(frozen=True, slots=True)
class Asking:
    """How far it is."""

    user: str
    """Of the mailbox."""
    address: str = ""
    """Of the provider's page, as soon as it is known."""
    done: bool = False
    error: SollecitoError | None = None

    @property
    def under_way(self) -> bool:
        """Whether the person's answer is still waited for."""
        return not self.done and self.error is None


class Access:
    """One question at a time; its answer comes to a port of this PC, its key into the store."""

    def __init__(self, office: Office) -> None:
        """Begin with nothing asked."""
        self.now: Asking | None = None
        self._office = office
        self._lock = threading.Lock()

    def ask(self) -> None:
        """Open the provider's page, unless it is open already; say what the settings lack."""
        smtp = self._office.settings().settings.smtp
        table = {key: str(value) for key, value in smtp}
        consent = consent_of(table, secret, store_secret)
        with self._lock:
            if self.now is not None and self.now.under_way:
                return
            self.now = Asking(consent.user)
        threading.Thread(target=self._wait, args=(consent,), name="access", daemon=True).start()

    def _wait(self, consent: Consent) -> None:
        asking = Asking(consent.user)
        try:
            token = ask_for_consent(consent, self._open)
            self._office.post(SetPassword(OAUTH, token)).result()
        except SollecitoError as error:
            self.now = replace(asking, error=error)
        except OSError as error:
            fault = say("This PC could not do it: {cause}", cause=cause_of(error))
            self.now = replace(asking, error=SollecitoError(fault))
        else:
            self.now = replace(asking, done=True)

    def _open(self, address: str) -> None:
        if self.now is not None:
            self.now = replace(self.now, address=address)
        # Some systems return only when the browser is closed again.
        threading.Thread(target=_show, args=(address,), name="browser", daemon=True).start()


def _show(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
