"""Find, check and call plugins: one typed method a hook, each plugin asked by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points as installed_entry_points
from pathlib import Path
from typing import TypeVar

import pluggy

from core import hookspecs
from core.channels import Channel, Site
from core.domain.dispatches import Dispatch
from core.domain.ledger import Ledger
from core.domain.statements import Statement
from core.domain.wording import Text, say
from core.drawing import Document, Drawing
from core.dropins import DropIn, forget, look_into
from core.errors import SollecitoError
from core.guarded_channel import WORLD, GuardedChannel
from core.hookspecs import API, PROJECT
from core.plugin_answers import (
    expect_anything,
    expect_channels,
    expect_document,
    expect_path,
    expect_readers,
    expect_text,
)
from core.plugin_border import Failure, Plugin, PluginInfo, PluginState
from core.readers import Reader

__all__ = ["PluginInfo", "PluginState", "Plugins"]

T = TypeVar("T")
Check = Callable[[object], T]
HOOKS = tuple(name for name, thing in vars(hookspecs).items() if hasattr(thing, f"{PROJECT}_spec"))
OFFERING = ("ledger_readers", "output_channels")
"""Hooks that are asked once, when the plugin is loaded."""


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
        self._hooks = pluggy.PluginManager(PROJECT)
        self._hooks.add_hookspecs(hookspecs)
        self._max_failures = max_failures
        self._off = frozenset(off)
        self._folder = folder
        self._files: dict[Path, DropIn] = {}
        self._known: dict[str, Plugin] = {}
        for module in builtin:
            name = module.rpartition(".")[2]
            self._admit(module, self._plugin(name, "built-in", partial(import_module, module)))
        for entry in installed_entry_points(group=PROJECT) if entry_points else ():
            plugin = self._plugin(entry.name, "package", entry.load)
            self._admit(f"{entry.name} = {entry.value}", plugin)
        self.sync_folder()

    # -- the plugins themselves

    def sync_folder(self) -> bool:
        """Load the files that are new or different, let go of those that went.

        True if anything changed.
        """
        found = look_into(self._folder)
        if found == self._files:
            return False
        for path, file in self._files.items():
            if found.get(path) != file:
                self._dismiss(str(path))
                forget(path)
        known, self._files = self._files, found
        for path, file in found.items():
            if known.get(path) != file:
                plugin = self._plugin(file.name, str(path), file.load)
                plugin.may_veto = b"veto_dispatch" in (file.content or b"")
                self._admit(str(path), plugin)
        return True

    def set_off(self, names: Collection[str]) -> bool:
        """Switch off the plugins of these names and no others; True if that is a change."""
        before, self._off = self._off, frozenset(names)
        for key, plugin in tuple(self._known.items()):
            if plugin.name in before ^ self._off:
                self._withdraw(key)
                fresh = self._plugin(plugin.name, plugin.source, plugin.obtain)
                fresh.may_veto = plugin.may_veto
                self._admit(key, fresh)
        return before != self._off

    def report(self) -> tuple[PluginInfo, ...]:
        """Return every plugin there is, whether it works or not."""
        self.channels()  # finds names that two plugins want
        return tuple(plugin.info for plugin in tuple(self._known.values()))

    # -- one method a hook

    def readers(self) -> tuple[Reader, ...]:
        """Return the readers of all plugins, the built-in ones first."""
        return tuple(reader for plugin in self._working() for reader in plugin.readers)

    def channels(self) -> dict[str, Channel]:
        """Return the channels of all plugins by name; the first of a name counts."""
        channels: dict[str, Channel] = {}
        owner: dict[str, str] = {}
        for plugin in self._working():
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
        raise SollecitoError(say("No plugin could draw the statement."), next(iter(failed), None))

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
        raise SollecitoError(say("No plugin could archive the PDF."), next(iter(failed), None))

    def veto(self, statement: Statement, *, automatic: bool) -> Text | None:
        """Return why a statement must not leave, or None; a plugin that fails withholds it."""
        for plugin in tuple(self._known.values()):
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

    # -- loading

    def _plugin(self, name: str, source: str, obtain: Callable[[], object]) -> Plugin:
        return Plugin(name, source, obtain, self._max_failures)

    def _admit(self, key: str, plugin: Plugin) -> None:
        """Load a plugin, or remember why not."""
        namesake = next((p for p in self._working() if p.name == plugin.name), None)
        self._known[key] = plugin
        if plugin.name in self._off:
            plugin.reason = say("Switched off in the settings.")
            return
        if namesake is not None:
            plugin.state = PluginState.BROKEN
            plugin.reason = say(
                "Another plugin has this name already ({source}).", source=namesake.source
            )
            return
        outcome = plugin.attempt("load", partial(self._load, key, plugin))
        if isinstance(outcome, Failure):
            self._withdraw(key)
            plugin.state = PluginState.BROKEN
            plugin.reason = outcome.sentence
        else:
            plugin.state = PluginState.ON

    def _load(self, key: str, plugin: Plugin) -> None:
        thing = plugin.obtain()
        plugin.may_veto = plugin.may_veto or hasattr(thing, "veto_dispatch")
        _check_version(thing)
        own = self._register(key, thing)
        plugin.hooks = tuple(name for name in HOOKS if name in own and name not in OFFERING)
        if "output_channels" in own:
            plugin.channels = expect_channels(own["output_channels"].function())
        if "ledger_readers" in own:
            plugin.readers = expect_readers(own["ledger_readers"].function())

    def _register(self, key: str, thing: object) -> dict[str, pluggy.HookImpl]:
        """Give a plugin's hooks to pluggy, and refuse those that pluggy lets pass."""
        try:
            self._hooks.register(thing, key)
        except pluggy.PluginValidationError as error:
            what = " ".join(str(error).split())
            raise SollecitoError(say("A hook is declared wrongly: {error}.", error=what)) from error
        own = {}
        for caller in self._hooks.get_hookcallers(thing) or ():
            impl = next(impl for impl in caller.get_hookimpls() if impl.plugin_name == key)
            if not caller.has_spec():
                hooks = ", ".join(HOOKS)
                raise SollecitoError(
                    say(
                        "There is no hook “{hook}”; there are {hooks}.",
                        hook=caller.name,
                        hooks=hooks,
                    )
                )
            if impl.wrapper or impl.hookwrapper:
                # It would stand between the program and every other plugin.
                raise SollecitoError(say("A hook cannot be a wrapper: {hook}.", hook=caller.name))
            own[caller.name] = impl
        return own

    def _withdraw(self, key: str) -> None:
        """Take a plugin's hooks away from pluggy, also half registered ones."""
        if self._hooks.has_plugin(key):
            self._hooks.unregister(name=key)

    def _dismiss(self, key: str) -> None:
        self._withdraw(key)
        self._known.pop(key, None)

    # -- calling

    def _working(self) -> Iterator[Plugin]:
        return (p for p in tuple(self._known.values()) if p.state is PluginState.ON)

    def _ask(
        self,
        hook: str,
        check: Check[T],
        passing: tuple[type[Exception], ...] = (),
        **arguments: object,
    ) -> Iterator[tuple[Plugin, T | Failure]]:
        """Call one plugin after the other, the last that came first.

        Not by pluggy's own call, which ends at the first plugin that raises.
        """
        caller: pluggy.HookCaller = getattr(self._hooks.hook, hook)
        for impl in reversed(caller.get_hookimpls()):
            plugin = self._known.get(impl.plugin_name)
            if plugin is not None and plugin.state is PluginState.ON:
                call = partial(_answer, impl, arguments, check)
                yield plugin, plugin.attempt(hook, call, passing)


def _check_version(thing: object) -> None:
    """Refuse a plugin that states another version of the interface than ours."""
    stated = getattr(thing, "SOLLECITO_API", API)
    if stated != API:
        raise SollecitoError(
            say(
                "It is made for version {stated} of the plugin interface; this is version {api}.",
                stated=str(stated),
                api=API,
            )
        )


def _answer(impl: pluggy.HookImpl, arguments: dict[str, object], check: Check[T]) -> T:
    return check(impl.function(*(arguments[name] for name in impl.argnames)))


def _blame(plugin: Plugin, failure: Failure) -> Text:
    return say("The plugin “{plugin}” failed: {error}.", plugin=plugin.name, error=str(failure))
