"""An Outlook that behaves as programs see it, with no COM in between."""

# ruff: noqa: N802 - Outlook's own names

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class ComError(Exception):
    """As pywin32 raises it: an outer code, and the program's own code and words."""

    def __init__(self, outer: int, inner: int = 0, words: str = "") -> None:
        super().__init__(outer)
        self.hresult = outer
        self.strerror = "Exception occurred."
        self.excepinfo = (0, "Outlook", words, None, 0, inner) if inner else None


@dataclass
class Account:
    """One account of the fake Outlook."""

    SmtpAddress: str

    @property
    def _oleobj_(self) -> Account:
        return self


@dataclass
class FakeOutlook:
    """Takes messages like Outlook, as far as programs see it."""

    addresses: tuple[str, ...] = ("info@x.example", "azienda@sollecito.test")
    faults: dict[str, ComError] = field(default_factory=dict)
    """By what is called: Add, Send, Save, CreateItem."""
    mails: list[FakeMail] = field(default_factory=list)

    def CreateItem(self, kind: int) -> FakeMail:
        assert kind == 0
        self.may("CreateItem")
        mail = FakeMail(self)
        self.mails.append(mail)
        return mail

    @property
    def Session(self) -> FakeOutlook:
        return self

    @property
    def Accounts(self) -> FakeOutlook:
        return self

    @property
    def Count(self) -> int:
        return len(self.addresses)

    def Item(self, number: int) -> Account:
        return Account(self.addresses[number - 1])

    def may(self, what: str) -> None:
        if what in self.faults:
            raise self.faults[what]


class FakeMail:
    """A message; `done` has what was done with it."""

    def __init__(self, outlook: FakeOutlook) -> None:
        self.To = self.BCC = self.Subject = self.Body = ""
        self.account = ""
        self.files: list[tuple[str, bytes]] = []
        self.replies: list[str] = []
        self.done: list[str] = []
        self._outlook = outlook

    @property
    def Attachments(self) -> Any:
        return _Adding(self._attach)

    @property
    def ReplyRecipients(self) -> Any:
        return _Adding(self.replies.append)

    @property
    def _oleobj_(self) -> FakeMail:
        return self

    def GetIDsOfNames(self, name: str) -> int:
        return {"SendUsingAccount": 7}[name]

    def Invoke(self, number: int, language: int, how: int, wants: int, value: Account) -> None:
        assert (number, how) == (7, 8)
        self.account = value.SmtpAddress

    def Send(self) -> None:
        self._do("Send")

    def Save(self) -> None:
        self._do("Save")

    def Display(self) -> None:
        self._do("Display")

    def _attach(self, path: str) -> None:
        self._outlook.may("Add")
        self.files.append((Path(path).name, Path(path).read_bytes()))

    def _do(self, what: str) -> None:
        self._outlook.may(what)
        self.done.append(what)


@dataclass
class _Adding:
    Add: Any
