"""The shelf of plugins: each is checked by itself when it is put there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

import pluggy

from core import hookspecs
from core.domain.wording import Text, say
from core.errors import SollecitoError
from core.hookspecs import API, PROJECT
from core.plugin_answers import expect_channels, expect_readers
from core.plugin_border import Failure, Plugin, PluginState

HOOKS = tuple(name for name, thing in vars(hookspecs).items() if hasattr(thing, f"{PROJECT}_spec"))
BUILT_IN = "built-in"
OFFERING = ("ledger_readers", "output_channels")
"""Hooks that are asked once, when the plugin is loaded."""


class Shelf:
    """Holds every plugin there is, and the hooks of those that work."""

    def __init__(self, off: Collection[str], max_failures: int) -> None:
        """Keep an empty shelf; plugins named in `off` will not be loaded."""
        self._hooks = pluggy.PluginManager(PROJECT)
        self._hooks.add_hookspecs(hookspecs)
        self._max_failures = max_failures
        self._off = frozenset(off)
        self._plugins: dict[str, Plugin] = {}

    def put(
        self,
        key: str,
        name: str,
        source: str,
        obtain: Callable[[], object],
        *,
        may_veto: bool = False,
    ) -> None:
        """Load a plugin, or remember why not."""
        namesake = next((p for p in self.working() if p.name == name), None)
        plugin = Plugin(name, source, obtain, self._max_failures, may_veto=may_veto)
        self._plugins[key] = plugin
        if name in self._off:
            plugin.reason = say("Switched off in the settings.")
            if source == BUILT_IN:
                # What it would do is known, so that it can be missed.
                plugin.attempt("load", partial(_look_at, plugin))
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

    def drop(self, key: str) -> None:
        """Let go of a plugin."""
        self._withdraw(key)
        self._plugins.pop(key, None)

    def set_off(self, names: Collection[str]) -> bool:
        """Switch off the plugins of these names and no others; True if that is a change."""
        before, self._off = self._off, frozenset(names)
        for key, plugin in tuple(self._plugins.items()):
            if plugin.name in before ^ self._off:
                self._withdraw(key)
                self.put(key, plugin.name, plugin.source, plugin.obtain, may_veto=plugin.may_veto)
        return before != self._off

    def everything(self) -> tuple[Plugin, ...]:
        """Return every plugin, whether it works or not."""
        return tuple(self._plugins.values())

    def working(self) -> Iterator[Plugin]:
        """Yield the plugins that are asked, the built-in ones first."""
        return (plugin for plugin in self.everything() if plugin.state is PluginState.ON)

    def is_off(self, plugin: Plugin) -> bool:
        """Whether a person has switched a plugin off."""
        return plugin.name in self._off and plugin.state is PluginState.OFF

    def takers(self, hook: str) -> Iterator[tuple[Plugin, pluggy.HookImpl]]:
        """Yield the working plugins that take part in a hook, the last that came first."""
        caller: pluggy.HookCaller = getattr(self._hooks.hook, hook)
        for impl in reversed(caller.get_hookimpls()):
            plugin = self._plugins.get(impl.plugin_name)
            if plugin is not None and plugin.state is PluginState.ON:
                yield plugin, impl

    def _load(self, key: str, plugin: Plugin) -> None:
        thing = plugin.obtain()
        plugin.may_veto = plugin.may_veto or hasattr(thing, "veto_dispatch")
        plugin.label = _label_of(thing)
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


def _look_at(plugin: Plugin) -> None:
    """Learn what a plugin would offer, without letting it take part."""
    thing = plugin.obtain()
    plugin.label = _label_of(thing)
    plugin.hooks = tuple(name for name in HOOKS if hasattr(thing, name) and name not in OFFERING)
    if hasattr(thing, "output_channels"):
        plugin.channels = expect_channels(thing.output_channels())
    if hasattr(thing, "ledger_readers"):
        plugin.readers = expect_readers(thing.ledger_readers())


def _label_of(thing: object) -> Text | None:
    """Return what a plugin says that people call it."""
    label = getattr(thing, "SOLLECITO_NAME", None)
    return label if isinstance(label, Text) else None


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
