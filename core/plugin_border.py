"""The border of a plugin: what it does is tried, noted and, when it keeps failing, ended."""

from __future__ import annotations

import logging
import os
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from core.channels import Channel
from core.domain.wording import Text, say
from core.errors import SollecitoError
from core.readers import Reader

log = logging.getLogger("sollecito.plugins")
T = TypeVar("T")


class PluginState(StrEnum):
    """Whether a plugin is asked."""

    ON = "on"
    OFF = "off"
    """By a person, or because it failed too often."""
    BROKEN = "broken"
    """It could not be loaded."""


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """A plugin as lists show it."""

    name: str
    source: str
    """`built-in`, `package`, or the path of a dropped-in file."""
    state: PluginState
    offers: tuple[str, ...]
    """Channels, file patterns, and the other hooks it takes part in."""
    reason: Text | None
    """Why it is off or broken, or what of it is left out."""
    failures: tuple[str, ...]
    """The last ones, oldest first, in the words of Python."""
    label: Text | None = None
    """What people call it; None: it has its name only."""

    @property
    def needs_person(self) -> bool:
        """Whether it stands still though nobody switched it off."""
        stopped = self.state is PluginState.OFF and bool(self.failures)
        return stopped or self.state is PluginState.BROKEN


@dataclass(frozen=True, slots=True)
class Failure:
    """What came instead of an answer."""

    error: BaseException

    def __str__(self) -> str:
        """Return the error in one line."""
        words = " ".join(str(self.error).split())
        return f"{type(self.error).__name__}: {words}" if words else type(self.error).__name__

    @property
    def sentence(self) -> Text:
        """Return the plugin's own sentence, if it raised one, else the error itself."""
        if isinstance(self.error, SollecitoError):
            return self.error.title
        if isinstance(self.error, ModuleNotFoundError) and self.error.name:
            return say("It needs “{module}”, which is not there.", module=self.error.name)
        if isinstance(self.error, SyntaxError):
            return say("Line {line} cannot be understood.", line=self.error.lineno or 1)
        return say("It cannot be loaded: a mistake inside it, which is shown for its author.")


@dataclass(slots=True)
class Plugin:
    """One plugin as the program knows it: where it is from and how it behaves."""

    name: str
    source: str
    obtain: Callable[[], object]
    """Import it."""
    max_failures: int
    may_veto: bool = False
    state: PluginState = PluginState.OFF
    reason: Text | None = None
    label: Text | None = None
    hooks: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    readers: tuple[Reader, ...] = ()
    failures: deque[str] = field(default_factory=lambda: deque(maxlen=10))
    in_a_row: Counter[str] = field(default_factory=Counter)

    @property
    def withholds(self) -> bool:
        """Whether it might object to a sending and cannot be asked: in doubt nothing leaves."""
        return self.may_veto and (self.state is PluginState.BROKEN or bool(self.in_a_row))

    @property
    def info(self) -> PluginInfo:
        """Return what lists show of it."""
        offers = [channel.name for channel in self.channels]
        offers += [pattern for reader in self.readers for pattern in reader.patterns]
        return PluginInfo(
            self.name,
            self.source,
            self.state,
            (*offers, *self.hooks),
            self.reason,
            tuple(self.failures),
            self.label or next((channel.label for channel in self.channels), None),
        )

    @property
    def called(self) -> Text:
        """Return what people call it."""
        return self.info.label or Text("{name}", {"name": self.name})

    def attempt(
        self, where: str, call: Callable[[], T], passing: tuple[type[Exception], ...] = ()
    ) -> T | Failure:
        """Let the plugin do something; what it raises becomes a value and is counted.

        Errors of the kinds in `passing` are the world's or the user's, not the plugin's:
        they reach the caller as they are.
        """
        if os.environ.get("SOLLECITO_TRACE_PLUGINS"):
            log.info("plugin %s: %s", self.name, where)
        try:
            answer = call()
        except KeyboardInterrupt:
            raise
        except passing:
            raise
        except BaseException as error:
            # The plugin border, one of three broad ones: sys.exit() too is only noted.
            failure = Failure(error)
            log.warning("plugin %s failed in %s", self.name, where, exc_info=error)
            self._count(where, failure)
            return failure
        self.in_a_row.pop(where, None)
        return answer

    def _count(self, where: str, failure: Failure) -> None:
        self.failures.append(f"{where}: {failure}")
        # In a row: a renderer that stumbles over one customer in a hundred goes on.
        self.in_a_row[where] += 1
        if self.state is PluginState.ON and self.in_a_row[where] >= self.max_failures:
            self.state = PluginState.OFF
            self.reason = say(
                "Switched off after {count} failures in a row, the last in {where}: {error}. "
                "It is tried again when the program starts.",
                count=self.max_failures,
                where=where,
                error=str(failure),
            )
