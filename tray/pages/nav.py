"""The navigation: each page's module names its own entry, and the order they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

from core.domain.wording import Text


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the navigation."""

    label: Text
    path: str
    order: int
    """10 Overview, 20 Plan, 30 Customers, 40 History, 50 Problems, 60 Designs, and so on."""

    def is_current(self, path: str) -> bool:
        """Whether the page of an address belongs under this entry."""
        return path == self.path or (self.path != "/" and path.startswith(self.path + "/"))


def navigation(pages: Iterable[ModuleType]) -> tuple[NavEntry, ...]:
    """Return the entries that the pages' modules name as `NAV`, in their order."""
    entries = (getattr(page, "NAV", None) for page in pages)
    found = (entry for entry in entries if isinstance(entry, NavEntry))
    return tuple(sorted(found, key=lambda entry: entry.order))
