import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True))
"""
"""Its command is a file of another name on Windows."""


def test_imports_go_one_way() -> None:
    command = [sys.executable, "-c", LINT]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_public_face_only_hands_on_what_core_has() -> None:
    tree = ast.parse((ROOT / "sollecito.py").read_text("utf-8"))
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert all(str(node.module).startswith("core.") for node in imported)
    others = [node for node in tree.body if node not in imported]
    assert [type(node).__name__ for node in others] == ["Expr", "Assign"]
