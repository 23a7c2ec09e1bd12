"""Shows a folder in the system's own file window."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys

_log = logging.getLogger(__name__)


def open_folder(folder: str) -> None:
    """Open a folder as a double click would; that it cannot be is only logged."""
    try:
        if sys.platform == "win32":
            os.startfile(folder)  # noqa: S606 - the firm's own folder
            return
        program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        if program is None:
            _log.warning("no program here shows folders")
            return
        subprocess.Popen([program, folder], start_new_session=True)  # noqa: S603 - as above
    except OSError as error:
        _log.warning("the folder %s could not be shown: %s", folder, error)
