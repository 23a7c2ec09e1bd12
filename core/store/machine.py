"""What belongs to this PC alone: its data folder, role, language and name."""

from __future__ import annotations

import os
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from platformdirs import user_config_path

from core.domain.wording import say
from core.errors import SettingsInvalid
from core.files import write_durably
from core.texts import system_language

FILE = "pc.toml"
ROLES = ("server", "client")


@dataclass(frozen=True, slots=True)
class Machine:
    """One PC's own settings; None and empty where nobody has said anything."""

    name: str
    """By this name the history and the lock know it."""
    configuration: Path
    """The folder of its own settings."""
    data_folder: Path | None
    role: str
    """`server` or `client`; empty: as the data folder says."""
    language: str
    plugins_folder: Path


def read_machine() -> Machine:
    """Read what is set on this PC; environment variables override the file."""
    configuration = configuration_folder()
    own = _read(configuration / FILE)
    data = os.environ.get("SOLLECITO_DATA") or own.get("data_folder", "")
    role = os.environ.get("SOLLECITO_ROLE") or own.get("role", "")
    if role and role not in ROLES:
        raise SettingsInvalid(
            say("“{role}” is no role of a PC.", role=role),
            say("One of these is allowed: {allowed}.", allowed=", ".join(ROLES)),
        )
    return Machine(
        name=os.environ.get("SOLLECITO_MACHINE") or own.get("machine") or socket.gethostname(),
        configuration=configuration,
        data_folder=Path(data) if data else None,
        role=role,
        language=own.get("language") or system_language(),
        plugins_folder=Path(own.get("plugins_folder") or configuration / "plugins"),
    )


def remember(**settings: str | Path | None) -> None:
    """Set what this PC remembers: data_folder, role, language, machine, plugins_folder.

    None forgets a setting; those not named stay.
    """
    unknown = settings.keys() - {"data_folder", "role", "language", "machine", "plugins_folder"}
    if unknown:
        raise TypeError(f"a PC has no {', '.join(sorted(unknown))}")
    path = configuration_folder() / FILE
    _read(path)
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    for name, value in settings.items():
        if value is None:
            document.pop(name, None)
        else:
            document[name] = str(value)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, tomlkit.dumps(document).encode())


def configuration_folder() -> Path:
    """Return the folder of this PC's own settings."""
    set_folder = os.environ.get("SOLLECITO_CONFIG_DIR")
    return Path(set_folder) if set_folder else user_config_path("sollecito", appauthor=False)


def _read(path: Path) -> Mapping[str, str]:
    try:
        read = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise SettingsInvalid(
            say("The file {file} cannot be read.", file=str(path)),
            say("Correct it, or delete it and choose the data folder again."),
        ) from None
    return {name: value for name, value in read.items() if isinstance(value, str)}
