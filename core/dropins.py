"""Single-file plugins: found in a folder, told apart by their content, loaded without a cache."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


@dataclass(frozen=True, slots=True)
class DropIn:
    """One file of the plugins folder, as it was when it was looked at."""

    path: Path
    content: bytes | None
    """None: there is a file, but it cannot be read just now."""

    @property
    def name(self) -> str:
        """Return the plugin's name: the file's, without its ending."""
        return self.path.stem

    def load(self) -> ModuleType:
        """Run the file as a module of its own.

        From the content itself: a `.pyc` is chosen by the second of the last change, and
        would bring back the version before a quick second save.
        """
        name = _module_name(self.path)
        spec = spec_from_file_location(name, self.path)
        if spec is None:
            raise ImportError(str(self.path))
        module = module_from_spec(spec)
        # Dataclasses of the file look their own module up.
        sys.modules[name] = module
        content = self.path.read_bytes() if self.content is None else self.content
        code = compile(content, str(self.path), "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - to run the user's own file is what this is for
        return module


def look_into(folder: Path | None) -> dict[Path, DropIn]:
    """Return the plugin files of a folder; names that start with `_` or `.` are none."""
    if folder is None or not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith(("_", ".")) and path.is_file():
            found[path] = DropIn(path, _content(path))
    return found


def forget(path: Path) -> None:
    """Let go of the module of a file that changed or went."""
    sys.modules.pop(_module_name(path), None)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _module_name(path: Path) -> str:
    return f"sollecito_dropin_{path.stem}"
