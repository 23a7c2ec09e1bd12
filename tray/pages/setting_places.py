"""Settings that a sentence names as the file has them, told as the place where a person sets them.

Sentences of the core, the plugins and the history say `[smtp] host`; who reads them on a page
or in a notification knows tabs and fields, not the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from core.domain.wording import Text, say
from core.texts import tell
from tray.pages.setting_texts import GROUPS, LETTERS, SETTINGS

_NAMED = re.compile(r"\[([a-z.]+)\](?: ([a-z_]+))?|[“«]([a-z]+\.[a-z_.]+)[”»]")
_PLUGINS = "plugins.off"
"""They are switched on a page of their own."""
_LETTERS_TABLE = "email.text"


def tell_in_words(text: Text, language: str) -> str:
    """Say a sentence for a notification or a menu."""
    return in_words(tell(text, language), language)


def tell_linked(text: Text, language: str) -> str:
    """Say a sentence for a page, with links to the settings that it names."""
    return linked(tell(text, language), language)


def in_words(sentence: str, language: str) -> str:
    """Return a sentence in which settings are told by their tabs and fields."""
    return _NAMED.sub(lambda found: _told(found, language, lambda _, words: words), sentence)


def linked(sentence: str, language: str) -> str:
    """Return a sentence in which they are links as well."""
    if not _NAMED.search(sentence):
        return sentence

    def link(address: str, words: str) -> str:
        return Markup('<a href="{}">{}</a>').format(address, words)

    # Escaping leaves brackets, points and typographic quotes as they are.
    return Markup(  # noqa: S704 - the sentence is escaped, and the links are ours
        _NAMED.sub(lambda found: _told(found, language, link), str(escape(sentence)))
    )


def _told(found: re.Match[str], language: str, write: Callable[[str, str], str]) -> str:
    table, key, dotted = found.groups()
    name = dotted or f"{table}.{key}"
    if name == _PLUGINS:
        return write("/plugins", tell(say("Plugins"), language))
    group = LETTERS if name.startswith(f"{_LETTERS_TABLE}.") else name.partition(".")[0]
    if name in SETTINGS:
        labels = [say("Settings"), GROUPS[group].title, SETTINGS[name].label]
        address = f"/settings/{group}#{name.replace('.', '-')}"
        rest = ""
    elif table in GROUPS:
        # Only the table is named: what follows it is the sentence going on.
        labels = [say("Settings"), GROUPS[group].title]
        address, rest = f"/settings/{group}", f" {key}" if key else ""
    else:
        return found[0]
    return write(address, " › ".join(tell(label, language) for label in labels)) + rest
