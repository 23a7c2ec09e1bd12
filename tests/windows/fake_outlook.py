"""A classic Outlook for programs: a COM server in a process of its own. Runs on Windows Python.

It writes what it is told to the file named first, one line of JSON each, and ends when the
file named second is there. `SOLLECITO_FAKE_SEND` is the code with which sending fails, or
`hang` for one that answers nothing until it is told to end.
"""

# ruff: noqa: N802, T201 - Outlook’s own names; speaks to its starter

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pythoncom
import pywintypes
import win32api
import win32com.client
import win32com.server.factory
import win32com.server.util
import win32con
from win32com.server.exception import COMException

CLASS = "{0006F03A-0000-0000-C000-0000000000FE}"
ENTRY = "Software\\Classes\\Outlook.Application\\CLSID"
NOT_FOUND = -2147024894
ADDRESSES = ("info@x.example", "azienda@sollecito.test")
TOLD = Path(sys.argv[1])
wrap = win32com.server.util.wrap


class Attachments:
    """The files of a message."""

    _public_methods_ = ("Add",)

    def __init__(self) -> None:
        self.files: list[tuple[str, int]] = []

    def Add(self, source: str, *_: Any) -> None:
        if not Path(source).is_file():
            raise COMException(description="Cannot find this file.", scode=NOT_FOUND)
        self.files.append((Path(source).name, Path(source).stat().st_size))


class Replies:
    """To whom answers go."""

    _public_methods_ = ("Add",)

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def Add(self, address: str) -> None:
        self.addresses.append(address)


class Mail:
    """A message; like Outlook's it takes an account only as a reference."""

    _public_methods_ = ("Send", "Save", "Display")
    _public_attrs_ = (
        "To",
        "BCC",
        "Subject",
        "Body",
        "BodyFormat",
        "Attachments",
        "ReplyRecipients",
        "SendUsingAccount",
    )
    _readonly_attrs_ = ("Attachments", "ReplyRecipients")

    def __init__(self) -> None:
        self.To = self.BCC = self.Subject = self.Body = ""
        self.BodyFormat = 0
        self.SendUsingAccount: Any = None
        self._files, self._replies = Attachments(), Replies()
        self.Attachments, self.ReplyRecipients = wrap(self._files), wrap(self._replies)

    def Send(self) -> None:
        code = os.environ.get("SOLLECITO_FAKE_SEND")
        while code == "hang" and not Path(sys.argv[2]).exists():
            time.sleep(0.02)
        if code:
            raise COMException(description="Operation aborted", scode=int(code))
        self._tell("Send")

    def Save(self) -> None:
        self._tell("Save")

    def Display(self, *_: Any) -> None:
        self._tell("Display")

    def _tell(self, done: str) -> None:
        account = self.SendUsingAccount
        told = {
            "done": done,
            "to": self.To,
            "bcc": self.BCC,
            "subject": self.Subject,
            "body": self.Body,
            "format": self.BodyFormat,
            "files": self._files.files,
            "replies": self._replies.addresses,
            "account": account and win32com.client.Dispatch(account).SmtpAddress,
        }
        with TOLD.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")


class Account:
    """One account."""

    _public_methods_ = ()
    _public_attrs_ = ("SmtpAddress",)

    def __init__(self, address: str) -> None:
        self.SmtpAddress = address


class Accounts:
    """The accounts, counted from one."""

    _public_methods_ = ("Item",)
    _public_attrs_ = ("Count",)
    Count = len(ADDRESSES)

    def Item(self, number: int) -> Any:
        return wrap(Account(ADDRESSES[int(number) - 1]))


class Session:
    """The profile."""

    _public_methods_ = ()
    _public_attrs_ = ("Accounts",)

    def __init__(self) -> None:
        self.Accounts = wrap(Accounts())


class Outlook:
    """The program itself."""

    _public_methods_ = ("CreateItem",)
    _public_attrs_ = ("Session",)

    def __init__(self) -> None:
        self.Session = wrap(Session())

    def CreateItem(self, _kind: int) -> Any:
        return wrap(Mail())


def main() -> None:
    """Be installed, or open until told to end, or be removed."""
    if sys.argv[1] == "install":
        win32api.RegSetValue(win32con.HKEY_LOCAL_MACHINE, ENTRY, win32con.REG_SZ, CLASS)
    elif sys.argv[1] == "remove":
        win32api.RegDeleteKey(win32con.HKEY_LOCAL_MACHINE, ENTRY)
    else:
        _stay_open(Path(sys.argv[2]))


def _stay_open(end: Path) -> None:
    outlook = wrap(Outlook())
    running = pythoncom.RegisterActiveObject(outlook, pywintypes.IID(CLASS), 0)
    print("open", flush=True)
    while not end.exists():
        pythoncom.PumpWaitingMessages()
        time.sleep(0.02)
    pythoncom.RevokeActiveObject(running)


if __name__ == "__main__":
    main()
