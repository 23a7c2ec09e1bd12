"""A real Windows Python under Wine, with the program's own dependencies as Windows wheels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COMPILER = "x86_64-w64-mingw32-gcc"
READER = "x86_64-w64-mingw32-objdump"
CARRIER = "panda3d==1.10.16"
"""A wheel that carries python311.dll and the compiled half of the standard library."""
LEFT_OUT = ("mypy", "ruff")
"""Of the development tools: nothing on Windows needs them."""
NOT_PYTHONS_OWN = ("api-ms", "VCRUNTIME", "tcl", "tk")
NOT_NEEDED = ("site-packages", "test", "__pycache__", "*.so", "idlelib", "tkinter", "ensurepip")
SEARCHED = ("Lib", ".", "site", "site\\win32", "site\\win32\\lib", "import site")
CUSTOMS = """
import os, sys
from importlib.metadata import MetadataPathFinder

sys.path.append(os.environ["SOLLECITO_ROOT"])
# Python's own Windows half is newer than the host's: this was no class method before 3.11.8.
MetadataPathFinder.invalidate_caches = classmethod(lambda cls: None)
"""


class WindowsPython:
    """Runs Windows programs in a prefix of its own; `close` ends that prefix and no other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = FileLock(folder.with_suffix(".lock"))
        self._env = {
            **{key: value for key, value in os.environ.items() if key != "DISPLAY"},
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
        }

    def open(self) -> None:
        """Wait until nobody else uses the prefix, and make everything if it is not there."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._lock.acquire()
        if not (self.folder / "ready").exists():
            self.close_programs()
            shutil.rmtree(self.folder, ignore_errors=True)
            make_python(self.folder, _requirements())
            self.run("-c", "import pythoncom", timeout=300)
            (self.folder / "ready").touch()

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run the Windows Python to its end; without a terminal, which it could not use."""
        return self.run_program(self.folder / "python.exe", *words, env=env, timeout=timeout)

    def run_program(
        self,
        program: Path,
        *words: str,
        env: Mapping[str, str] | None = None,
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        """Run another Windows program, the same way."""
        answer = subprocess.run(
            ["wine", windows_path(program), *words],
            env=self._env_with(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        # Not as text: the ends of the lines count.
        said = (answer.stdout.decode(errors="replace"), answer.stderr.decode(errors="replace"))
        return subprocess.CompletedProcess(answer.args, answer.returncode, *said)

    def start(self, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start the Windows Python; it can speak into a pipe, but not into a file."""
        return self.start_program(self.folder / "python.exe", *words, env=env)

    def start_program(
        self, program: Path, *words: str, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start another Windows program, the same way."""
        return subprocess.Popen(
            ["wine", windows_path(program), *words],
            env=self._env_with(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    def wine(self, *words: str) -> None:
        """Run one of Wine's own programs, such as `reg`."""
        subprocess.run(
            ["wine", *words],
            env=self._env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )

    def compile_library(self, source: Path, *libraries: str) -> Path:
        """Make a DLL of a C file, beside the Windows Python."""
        return _compile(source, self.folder / f"{source.stem}.dll", "-shared", libraries)

    def close(self) -> None:
        """End what still runs in the prefix, and let others use it."""
        self.close_programs()
        self._lock.release()

    def close_programs(self) -> None:
        if (self.folder / "prefix").is_dir():
            subprocess.run([_server(), "-k"], env=self._env, check=False, capture_output=True)
            subprocess.run([_server(), "-w"], env=self._env, check=False, capture_output=True)

    def _command(self, words: Sequence[str]) -> list[str]:
        return ["wine", windows_path(self.folder / "python.exe"), *words]

    def _env_with(self, others: Mapping[str, str] | None) -> dict[str, str]:
        return {
            **self._env,
            "SOLLECITO_ROOT": windows_path(ROOT),
            **(others or {}),
        }


def windows_path(path: Path) -> str:
    """Return a path of this machine as Wine's drive Z has it."""
    return "Z:" + str(path).replace("/", "\\")


def missing() -> str:
    """Return what is missing on this machine, or nothing."""
    absent = [name for name in ("wine", COMPILER, READER) if not shutil.which(name)]
    if not _uv():
        absent.append("uv")
    if sys.version_info[:2] != (3, 11):
        absent.append("Python 3.11 as the host's")
    return ", ".join(absent)


def usual_folder() -> Path:
    """Return where the Windows Python lies: kept between runs, as making it takes a minute."""
    named = os.environ.get("SOLLECITO_WINDOWS_PYTHON")
    if named:
        return Path(named)
    recipe = [path.read_bytes() for path in (Path(__file__), *sorted(HERE.glob("*.c")))]
    mark = sha256(b"".join((_requirements().encode(), *recipe))).hexdigest()[:8]
    return user_cache_path("sollecito-tests") / f"windows-{mark}"


def make_python(
    folder: Path, requirements: str, left_out: tuple[str, ...] = NOT_PYTHONS_OWN
) -> None:
    """Lay out a Windows Python with these packages; of what carries it some is left out."""
    carrier, site = folder / "carrier", folder / "site"
    _install(carrier, ("--no-deps", CARRIER))
    for file in (carrier / "deploy_libs").iterdir():
        if not file.name.startswith(left_out):
            file.rename(folder / file.name)
    shutil.rmtree(carrier)
    library = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(library, folder / "Lib", ignore=shutil.ignore_patterns(*NOT_NEEDED))
    (folder / "requirements.txt").write_text(requirements, "utf-8")
    _install(site, ("--no-deps", "-r", str(folder / "requirements.txt")))
    for library in (site / "pywin32_system32").glob("*.dll"):
        shutil.copy(library, folder)
    (folder / "python311._pth").write_text("\n".join(SEARCHED) + "\n", "utf-8")
    _make_stable_library(folder)
    # A Python with such a file looks at no PYTHONPATH.
    (folder / "sitecustomize.py").write_text(CUSTOMS, "utf-8")
    _compile(HERE / "launcher.c", folder / "python.exe", "", ("shell32",))
    _compile(HERE / "bcryptprimitives.c", folder / "bcryptprimitives.dll", "-shared", ("advapi32",))


def _requirements() -> str:
    """Return the locked dependencies, the development ones too, as far as Windows needs them."""
    return locked(*(word for name in LEFT_OUT for word in ("--no-emit-package", name)))


def locked(*words: str) -> str:
    """Return what the project needs, in the versions that were locked; `uv export` takes words."""
    command = [_uv(), "export", "--quiet", "--no-hashes", "--no-emit-project", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _install(folder: Path, what: Sequence[str]) -> None:
    platform = ("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11")
    command = [_uv(), "pip", "install", "--quiet", "--target", str(folder), *platform]
    command += ["--only-binary", ":all:", "--no-binary", "odfpy", *what]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _make_stable_library(folder: Path) -> None:
    """Make the python3.dll that wheels for many versions ask for: its names lead to python311."""
    listed = subprocess.run(
        [READER, "-p", str(folder / "python311.dll")], check=True, capture_output=True, text=True
    ).stdout
    names = re.findall(r"^\s+\[ *\d+\].*?\b(_?Py\w+)$", listed, re.MULTILINE)
    words = folder / "python3.def"
    lines = (f"  {name} = python311.{name}\n" for name in dict.fromkeys(names))
    words.write_text(f"LIBRARY python3\nEXPORTS\n{''.join(lines)}", "ascii")
    _compile(words, folder / "python3.dll", "-shared", ())


def _compile(source: Path, target: Path, mode: str, libraries: Sequence[str]) -> Path:
    words = [COMPILER, "-O1", *filter(None, [mode]), "-o", str(target), str(source)]
    words += [f"-l{name}" for name in libraries]
    subprocess.run(words, check=True, capture_output=True)
    return target


def _uv() -> str:
    return os.environ.get("UV") or shutil.which("uv") or ""


def _server() -> str:
    return shutil.which("wineserver") or "/usr/lib/wine/wineserver64"
