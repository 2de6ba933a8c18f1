"""python -m sussa.launch.suite [fast] [pytest's arguments]: every test, on servers that are thrown away."""

import os
import sys
from pathlib import Path

from sussa.launch import catalogue, chromium, testing
from sussa.launch.progress import end_with_sentence

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW = "not browser and not kills and not soak"
WORKERS = ["-n", "2", "-p", "sussa.launch.pytest_together", "--dist", "loadscope", "--no-loadscope-reorder"]


def main(arguments):
    fast = arguments[:1] == ["fast"]
    arguments = arguments[1:] if fast else arguments
    catalogue.compile_when_older()
    if not fast:
        os.environ.update(chromium.environment(ROOT / ".local"))
    os.environ["PYTEST_ADDOPTS"] = f"-p no:cacheprovider {os.environ.get('PYTEST_ADDOPTS', '')}".strip()
    chosen = ["-m", SLOW] if fast else []
    return testing.run([sys.executable, "-m", "pytest", "-q", *WORKERS, *chosen, *arguments])


if __name__ == "__main__":
    end_with_sentence(lambda: main(sys.argv[1:]))
