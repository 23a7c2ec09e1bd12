"""Runs in a bundle that was made under Wine, before the program."""

from importlib.metadata import MetadataPathFinder

# Python's own Windows half is newer than the host's library: this was no class method before
# 3.11.8, and `importlib.invalidate_caches()` would end in an error.
MetadataPathFinder.invalidate_caches = classmethod(lambda _: None)  # type: ignore[assignment]
