"""python -m sussa.launch.lint: what a reviewer should not have to look for."""

import subprocess
import sys
from pathlib import Path

from sussa.launch.progress import end_with_sentence, say

ROOT = Path(__file__).resolve().parent.parent.parent
CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "import contracts": ["importlinter.cli"],
    "migrations": ["manage", "makemigrations", "--check", "--dry-run"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
}


def command(name):
    """The command line of one check."""
    first, *rest = CHECKS[name]
    if first == "manage":
        return [sys.executable, "manage.py", *rest]
    if first == "importlinter.cli":
        return [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return [sys.executable, "-m", first, *rest]


def main():
    failed = [name for name in CHECKS if subprocess.call(command(name), cwd=ROOT) != 0]
    say(f"failed: {', '.join(failed)}" if failed else "all clean")
    return 1 if failed else 0


if __name__ == "__main__":
    end_with_sentence(main)
