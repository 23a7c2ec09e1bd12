"""The commands: `sollecito` alone starts the tray program."""

from tray.cli.app import main

__all__ = ["main"]
