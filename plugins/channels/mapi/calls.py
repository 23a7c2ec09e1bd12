"""The one call of Simple MAPI that hands a message to the mail program."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sollecito import Envelope

ASK_TO_LOG_IN = 0x1
SHOW = 0x8
"""The mail program opens a window with the message; a person sends it, or does not."""

TO, BLIND = 1, 3
NO_PLACE = 0xFFFFFFFF
"""The file lies beside the text, not within it."""

# ULONG has 32 bits on Windows, whatever c_ulong has elsewhere; a handle is as wide as a pointer.
_Number, _Handle, _Words, _Nothing = (
    ctypes.c_uint32,
    ctypes.c_size_t,
    ctypes.c_wchar_p,
    ctypes.c_void_p,
)


class _File(ctypes.Structure):
    _fields_ = (
        ("reserved", _Number),
        ("flags", _Number),
        ("position", _Number),
        ("path", _Words),
        ("name", _Words),
        ("type", _Nothing),
    )


class _Recipient(ctypes.Structure):
    _fields_ = (
        ("reserved", _Number),
        ("kind", _Number),
        ("name", _Words),
        ("address", _Words),
        ("entry_size", _Number),
        ("entry", _Nothing),
    )


class _Message(ctypes.Structure):
    _fields_ = (
        ("reserved", _Number),
        ("subject", _Words),
        ("text", _Words),
        ("type", _Words),
        ("date", _Words),
        ("conversation", _Words),
        ("flags", _Number),
        ("originator", _Nothing),
        ("recipient_count", _Number),
        ("recipients", ctypes.POINTER(_Recipient)),
        ("file_count", _Number),
        ("files", ctypes.POINTER(_File)),
    )


@dataclass(frozen=True, slots=True)
class Message:
    """What is handed over: plain text and files, the statement first."""

    envelope: Envelope
    subject: str
    text: str
    files: tuple[Path, ...]


def send_mail(message: Message, flags: int) -> int:
    """Hand a message to the mail program and return its answer; on Windows only."""
    library = getattr(ctypes, "WinDLL")("mapi32")  # noqa: B009 - not there on other systems
    function = library.MAPISendMailW
    function.argtypes = [_Handle, _Handle, ctypes.POINTER(_Message), _Number, _Number]
    function.restype = _Number
    folder = Path.cwd()
    try:
        return int(function(0, 0, ctypes.byref(_packed(message)), flags, 0))
    finally:
        # Mail programs are known to change the folder of the program that calls them.
        os.chdir(folder)


def _packed(message: Message) -> _Message:
    recipients = _recipients(message.envelope)
    files = [_File(position=NO_PLACE, path=str(file), name=file.name) for file in message.files]
    packed: Any = _Message(subject=message.subject, text=message.text)
    packed.recipient_count, packed.recipients = len(recipients), recipients
    packed.file_count, packed.files = len(files), (_File * len(files))(*files)
    return packed  # type: ignore[no-any-return]  # mypy cannot see the fields


def _recipients(envelope: Envelope) -> ctypes.Array[_Recipient]:
    everyone = [(TO, address) for address in envelope.recipients]
    everyone += [(BLIND, address) for address in envelope.blind]
    return (_Recipient * len(everyone))(
        *(
            _Recipient(kind=kind, name=address, address=f"SMTP:{address}")
            for kind, address in everyone
        )
    )
