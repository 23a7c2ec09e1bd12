"""A plugin's reader as the engine holds it: its mistakes are noted against the plugin."""

from __future__ import annotations

from pathlib import Path

from core.domain.wording import Text, say
from core.errors import FileUnreadable, PluginOff, SollecitoError
from core.plugin_answers import WrongAnswer
from core.plugin_border import Failure, Plugin, PluginState
from core.readers import Reader, ReadFile

WORLD = (OSError, SollecitoError)
"""A file that is away or damaged is no mistake of the plugin."""


class GuardedReader(Reader):
    """Reads through a plugin's reader; a file on which it fails counts as unreadable.

    So does every file of a plugin that was switched off for its failures: without them the
    ledger is not whole, and the payments of a file passed over would be asked for again.
    """

    def __init__(self, inner: Reader, plugin: Plugin) -> None:
        """Take over the name and the patterns of the reader inside."""
        vars(self).update(name=inner.name, patterns=inner.patterns)
        self._inner = inner
        self._plugin = plugin

    def read(self, path: Path, file: str) -> ReadFile:
        """Read one file; what the plugin raises becomes a sentence."""
        if self._plugin.state is not PluginState.ON:
            raise self._switched_off(file)
        answer = self._plugin.attempt("read", lambda: self._read(path, file), WORLD)
        if isinstance(answer, Failure):
            raise self._unreadable(
                say(
                    "The plugin “{plugin}” failed on “{file}”: {error}.",
                    plugin=self._plugin.name,
                    file=file,
                    error=str(answer),
                )
            )
        return answer

    def _switched_off(self, file: str) -> FileUnreadable:
        if self._plugin.failures:
            what = say("The plugin “{plugin}” is switched off.", plugin=self._plugin.name)
            return self._unreadable(what)
        return PluginOff(
            say(
                "“{file}” is not read: “{plugin}” is switched off in [plugins] off.",
                file=file,
                plugin=self._plugin.called,
            ),
            say("Switch it on again, or take the file out of the ledger folder."),
        )

    def _read(self, path: Path, file: str) -> ReadFile:
        answer: object = self._inner.read(path, file)
        if isinstance(answer, ReadFile):
            return answer
        raise WrongAnswer(answer, "a ReadFile")

    def _unreadable(self, what: Text) -> FileUnreadable:
        hint = say("Take the file out of the ledger folder, or tell the author of the plugin.")
        return FileUnreadable(what, hint)
