"""Which customers a text names: whole names, however they are spaced and punctuated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from core.domain.document_names import Tokens, tokens_of
from core.domain.parties import Customer

_KEY = 4
"""Letters by which names are looked up; shorter names say nothing."""
_ONE_WORD = 8
"""Letters from which on a single word is a name, and not a town or a trade."""
_LONGEST = 120


class NamedCustomers:
    """The names of all customers, to be found in what a document says."""

    def __init__(self, customers: Mapping[str, Customer]) -> None:
        """Look at every name once."""
        self._by_key: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for code, customer in customers.items():
            for name in _ways_of(tokens_of(customer.name)):
                self._by_key[name[:_KEY]].add((name, code))

    def others(self, text: str, ours: Iterable[str], codes: Iterable[str]) -> str:
        """Return a customer whom a text names beside `ours`, by code; empty: nobody.

        What begins inside one of our own names is ours; `codes` are no others.
        """
        words, own = tokens_of(text), frozenset(codes)
        covered = {place for name in ours for place in _places(tokens_of(name), words)}
        for start in range(len(words)):
            if start not in covered:
                for code in self._at(words, start):
                    if code not in own:
                        return code
        return ""

    def _at(self, words: Tokens, start: int) -> Iterator[str]:
        written, ends = "", set()
        for word in words[start : start + _LONGEST]:
            written += word
            ends.add(len(written))
            if len(written) >= _LONGEST:
                break
        for name, code in self._by_key.get(written[:_KEY], ()):
            if len(name) in ends and written.startswith(name):
                yield code


def _ways_of(tokens: Tokens) -> Iterator[str]:
    whole = "".join(tokens)
    if len(whole) < _KEY or (len(tokens) == 1 and len(whole) < _ONE_WORD):
        return
    yield whole
    if len(tokens) == 2:  # noqa: PLR2004 - a person: first name and surname in either order
        yield "".join(reversed(tokens))


def _places(name: Tokens, words: Tokens) -> Iterator[int]:
    """Yield the places of the words that make up a name, wherever it stands."""
    squeezed = "".join(name)
    for start in range(len(words)):
        written, end = "", start
        while end < len(words) and len(written) < len(squeezed):
            written += words[end]
            end += 1
        if squeezed and written == squeezed:
            yield from range(start, end)
