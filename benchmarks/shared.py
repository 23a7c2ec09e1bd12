"""What several benchmarks use."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def needs_shared() -> bool:
    """Say so if the material beside the project is not there."""
    if SHARED.is_dir():
        return True
    print("skipped: there is no ../shared beside the project")
    return False
