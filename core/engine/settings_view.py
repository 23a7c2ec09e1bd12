"""The settings as a page shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.domain.wording import Text
from core.engine.firm import Firm
from core.engine.sites import saving_folder
from core.store.designs import list_designs
from core.store.settings import Settings


@dataclass(frozen=True, slots=True)
class SettingsView:
    """What is in force, and what this PC adds to it."""

    settings: Settings
    fault: Text | None
    """Why the file cannot be used as it stands; what is in force is older."""
    designs: tuple[str, ...]
    machine: str
    has_password: Callable[[str], bool]
    """Whether this PC has a password of a name; the password itself is not shown."""
    folder_of: Callable[[str], str] = lambda _: ""
    """Where a channel saves files unless a person names another folder."""
    plugins_folder: str = ""
    """Where this PC looks for plugins that were dropped in."""


def look_at_settings(firm: Firm) -> SettingsView:
    """Return the settings in force."""
    parts = firm.parts
    fault = firm.settings_fault
    return SettingsView(
        settings=firm.settings,
        fault=fault.title if fault else None,
        designs=list_designs(parts.folder),
        machine=parts.machine,
        has_password=lambda name: bool(parts.secret(name)),
        folder_of=partial(saving_folder, firm),
        plugins_folder=str(parts.plugins.folder or ""),
    )
