"""The sentences for people as they stand in the sources, and the Italian catalogue.

`python -m tests.sentences` writes the catalogue anew: what is said anew gets an empty translation,
what is no longer said goes.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
ITALIAN = ROOT / "templates/locale/it/LC_MESSAGES/sollecito.po"
HEADER = rb"""# What Sollecito says in Italian: docs/how-to/translate.md
msgid ""
msgstr ""
"Language: it\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def said() -> dict[str, set[tuple[str, int]]]:
    """Return every sentence with the places where it is said, found as `babel.cfg` says."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call] # Babel’s own
    keywords = {**DEFAULT_KEYWORDS, "say": None}
    places: dict[str, set[tuple[str, int]]] = {}
    for name, line, message, *_ in extract_from_dir(ROOT, methods, options, keywords):
        assert isinstance(message, str)
        places.setdefault(message, set()).add((name, line))
    return places


def italian() -> Catalog:
    """Read the Italian catalogue with all that is wrong in it."""
    with ITALIAN.open("rb") as file:
        return read_po(file, locale="it")


def write_anew() -> list[str]:
    """Write the catalogue with what is said now; return what has no translation yet."""
    known, anew = italian(), Catalog("it")
    for message in said():
        old = known.get(message)
        anew.add(message, old.string if old else "")
    with ITALIAN.open("wb") as file:
        file.write(HEADER)
        # No places and no line breaks: a change of one sentence is a change of one line.
        write_po(file, anew, width=0, no_location=True, omit_header=True, sort_output=True)
    return sorted(str(message.id) for message in anew if message.id and not message.string)


if __name__ == "__main__":
    sys.stdout.writelines(f"{message}\n" for message in write_anew())
