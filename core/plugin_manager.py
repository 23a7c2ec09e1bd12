"""Find, check and call plugins: one typed method a hook, each plugin asked by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points as installed_entry_points
from pathlib import Path
from typing import TypeVar

import pluggy

from core.channels import Channel, Site
from core.domain.dispatches import Dispatch
from core.domain.ledger import Ledger
from core.domain.statements import Statement
from core.domain.wording import Text, say
from core.drawing import Document, Drawing
from core.dropins import DropIn, forget, look_into
from core.errors import SollecitoError
from core.guarded_channel import WORLD, GuardedChannel
from core.guarded_reader import GuardedReader
from core.hookspecs import PROJECT
from core.plugin_answers import (
    expect_anything,
    expect_document,
    expect_path,
    expect_text,
)
from core.plugin_border import Failure, Plugin, PluginInfo, PluginState
from core.plugin_shelf import BUILT_IN, HOOKS, Shelf
from core.readers import Reader

__all__ = ["HOOKS", "PluginInfo", "PluginState", "Plugins"]

T = TypeVar("T")
Check = Callable[[object], T]


class Plugins:
    """Every plugin, and the calls to their hooks."""

    def __init__(
        self,
        builtin: Sequence[str] = (),
        *,
        entry_points: bool = True,
        folder: Path | None = None,
        off: Collection[str] = (),
        max_failures: int = 5,
    ) -> None:
        """Load the built-in modules, the installed packages, and the files of the folder."""
        self._shelf = Shelf(off, max_failures)
        self.folder = folder
        """Where one looks for files that were dropped in."""
        self._files: dict[Path, DropIn] = {}
        for module in builtin:
            name = module.rpartition(".")[2]
            self._shelf.put(module, name, BUILT_IN, partial(import_module, module))
        for entry in installed_entry_points(group=PROJECT) if entry_points else ():
            key = f"{entry.name} = {entry.value}"
            self._shelf.put(key, entry.name, "package", entry.load)
        self.sync_folder()

    # -- the plugins themselves

    def sync_folder(self) -> bool:
        """Load the files that are new or different, let go of those that went.

        True if anything changed.
        """
        known, found = self._files, look_into(self.folder)
        self._files = found
        for path in known:
            if found.get(path) != known[path]:
                self._shelf.drop(str(path))
                forget(path)
        for path, file in found.items():
            if known.get(path) != file:
                may_veto = b"veto_dispatch" in (file.content or b"")
                self._shelf.put(str(path), file.name, str(path), file.load, may_veto=may_veto)
        return known != found

    def set_off(self, names: Collection[str]) -> bool:
        """Switch off the plugins of these names and no others; True if that is a change."""
        return self._shelf.set_off(names)

    def report(self) -> tuple[PluginInfo, ...]:
        """Return every plugin there is, whether it works or not."""
        self.channels()  # finds names that two plugins want
        return tuple(plugin.info for plugin in self._shelf.everything())

    # -- one method a hook

    def readers(self) -> tuple[Reader, ...]:
        """Return the readers of all plugins, the built-in ones first.

        Those of a plugin that failed too often as well: they refuse what was theirs. So do,
        after all others, those of a plugin that is switched off: nobody else reads their files.
        """
        everything = self._shelf.everything()
        return tuple(
            GuardedReader(reader, plugin)
            for plugin in sorted(everything, key=self._shelf.is_off)
            for reader in plugin.readers
        )

    def switched_off(self, channel: str) -> Text | None:
        """Return what a channel is called whose plugin a person has switched off, or None."""
        for plugin in self._shelf.everything():
            for there in plugin.channels if self._shelf.is_off(plugin) else ():
                if there.name == channel:
                    return there.label
        return None

    def cannot_draw(self) -> Text | None:
        """Return why no statement can be drawn, or None."""
        missing = self._missing("render_statement")
        if missing is None:
            return None
        return say("No statement can be drawn: {why}", why=missing)

    def cannot_archive(self) -> Text | None:
        """Return why no statement can be kept, so that none may be sent, or None."""
        missing = self._missing("archive_statement")
        if missing is None:
            return None
        return say("No statement can be kept, so none is sent: {why}", why=missing)

    def channels(self) -> dict[str, Channel]:
        """Return the channels of all plugins by name; the first of a name counts."""
        channels: dict[str, Channel] = {}
        owner: dict[str, str] = {}
        for plugin in self._shelf.working():
            plugin.reason = None
            for channel in plugin.channels:
                if channel.name in channels:
                    plugin.reason = say(
                        "Its channel “{channel}” is left out: the plugin “{plugin}” has one of "
                        "that name.",
                        channel=channel.name,
                        plugin=owner[channel.name],
                    )
                else:
                    channels[channel.name] = GuardedChannel(channel, plugin)
                    owner[channel.name] = plugin.name
        return channels

    def ledger_loaded(self, ledger: Ledger) -> None:
        """Tell every plugin of a new ledger."""
        for _ in self._ask("ledger_loaded", expect_anything, ledger=ledger):
            pass

    def render(self, drawing: Drawing) -> Document:
        """Return the first drawing that a plugin makes, strangers' before built-in ones."""
        failed: list[Text] = []
        for plugin, answer in self._ask(
            "render_statement", expect_document, (SollecitoError,), drawing=drawing
        ):
            if isinstance(answer, Document):
                return answer
            if isinstance(answer, Failure):
                failed.append(_blame(plugin, answer))
        why = self.cannot_draw() or say("No plugin could draw the statement.")
        raise SollecitoError(why, next(iter(failed), None))

    def archive(self, site: Site, dispatch: Dispatch, pdf: bytes) -> Path:
        """Have the PDF kept; a disk that is full reaches the caller as it is."""
        failed: list[Text] = []
        for plugin, answer in self._ask(
            "archive_statement", expect_path, WORLD, site=site, dispatch=dispatch, pdf=pdf
        ):
            if isinstance(answer, Path):
                return answer
            if isinstance(answer, Failure):
                failed.append(_blame(plugin, answer))
        why = self.cannot_archive() or say("No plugin could archive the PDF.")
        raise SollecitoError(why, next(iter(failed), None))

    def may_withhold(self) -> bool:
        """Tell whether any plugin has a say in what leaves."""
        return any(plugin.may_veto for plugin in self._shelf.everything())

    def veto(self, statement: Statement, *, automatic: bool) -> Text | None:
        """Return why a statement must not leave, or None; a plugin that fails withholds it."""
        for plugin in self._shelf.everything():
            if plugin.withholds and plugin.state is not PluginState.ON:
                return say(
                    "The plugin “{plugin}” may withhold sendings and does not work: repair it, "
                    "remove it, or switch it off in the settings.",
                    plugin=plugin.name,
                )
        for plugin, answer in self._ask(
            "veto_dispatch", expect_text, statement=statement, automatic=automatic
        ):
            if isinstance(answer, Failure):
                return _blame(plugin, answer)
            if answer is not None:
                return answer
        return None

    def dispatch_recorded(self, dispatch: Dispatch) -> None:
        """Tell every plugin of a dispatch's outcome."""
        for _ in self._ask("dispatch_recorded", expect_anything, dispatch=dispatch):
            pass

    # -- calling

    def _missing(self, hook: str) -> Text | None:
        """Return why nobody takes part in a hook that is indispensable, or None."""
        able = [plugin for plugin in self._shelf.everything() if hook in plugin.hooks]
        if any(plugin.state is PluginState.ON for plugin in able):
            return None
        if not able:
            return say("there is no plugin for it.")
        return say("“{plugin}” is switched off in [plugins] off.", plugin=able[0].called)

    def _ask(
        self,
        hook: str,
        check: Check[T],
        passing: tuple[type[Exception], ...] = (),
        **arguments: object,
    ) -> Iterator[tuple[Plugin, T | Failure]]:
        """Call one plugin after the other.

        Not by pluggy's own call, which ends at the first plugin that raises.
        """
        for plugin, impl in self._shelf.takers(hook):
            call = partial(_answer, impl, arguments, check)
            yield plugin, plugin.attempt(hook, call, passing)


def _answer(impl: pluggy.HookImpl, arguments: dict[str, object], check: Check[T]) -> T:
    return check(impl.function(*(arguments[name] for name in impl.argnames)))


def _blame(plugin: Plugin, failure: Failure) -> Text:
    return say("The plugin “{plugin}” failed: {error}.", plugin=plugin.name, error=str(failure))
