"""The start on a PC that has no data folder yet: a page asks for it before the program opens."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import platformdirs

from core.store.machine import Machine, remember
from tray.headless import on_end_signal
from tray.pages.first_folder import FirstFolder
from tray.pages.server import Door
from tray.single_instance import SingleInstance

_GLANCE = 0.5
"""Seconds between two looks at whether somebody has asked the program to end."""


def ask_for_folder(
    machine: Machine, port: int, tell_address: Callable[[str], None]
) -> tuple[Path, Door] | None:
    """Ask on a page which folder is the firm's; None if the program is to end, or asks already.

    The door stays open: behind it the same browser finds the program itself.
    """
    instance = SingleInstance(machine.configuration)
    if not instance.acquire():
        # The icon was clicked twice: the question is asked once.
        webbrowser.open(instance.running_address() or "")
        return None
    try:
        proposed = platformdirs.user_documents_path() / "Sollecito"
        question = FirstFolder(machine, proposed, lambda folder: remember(data_folder=folder))
        door = Door(port)
        door.app = question.behind(door.keys, door.authorities)
        door.opened = lambda: instance.publish(door.launch_url())
        door.start()
        instance.publish(door.launch_url())
        tell_address(door.launch_url())
        webbrowser.open(door.launch_url())
        if _answered(question, instance) and question.folder:
            return question.folder, door
        door.stop()
        return None
    finally:
        instance.release()


def _answered(question: FirstFolder, instance: SingleInstance) -> bool:
    """Wait for the answer; False once the program is asked to end."""
    stop = threading.Event()
    with on_end_signal(stop.set):
        while not question.chosen.wait(_GLANCE):
            if stop.is_set() or instance.asked_to_end:
                return False
    return True
