"""Run the benchmarks: all of them, or those named."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("starting", "reading", "drawing", "history", "pages", "end_to_end", "windows_start")


def main(names: list[str]) -> None:
    """Run the benchmarks one after the other; each prints its own figures."""
    for name in names or NAMES:
        print(f"== {name}", flush=True)
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
