"""How the suite divides its tests among its workers."""

import os
import subprocess
import sys
from pathlib import Path

from sussa.launch import suite
from sussa.launch.pytest_together import TOGETHER

ROOT = Path(__file__).resolve().parent.parent.parent
# Of the others there are so many that a worker which is done with the launcher's still finds some.
MANY = """
import os, pytest, time
@pytest.mark.parametrize("number", range(40 if "test_other" in __file__ else 12))
def test_one(number):
    time.sleep(0.1)
    open(os.environ["SEEN"], "a").write(f"{__file__} {os.environ['PYTEST_XDIST_WORKER']}\\n")
"""


def test_what_is_named_there_is():
    assert [path for path in TOGETHER if not (ROOT / path).exists()] == []


def test_tests_that_share_something_dear_have_one_worker_and_the_longest_begin(tmp_path):
    files = ["a/test_other.py", "demo/test_one.py", "demo/test_two.py", "house/test_launcher.py"]
    for name in files:
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).write_text(MANY)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    environment = os.environ | {"SEEN": str(tmp_path / "seen"), "PYTHONPATH": str(ROOT)}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", *suite.WORKERS, "tests"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    seen = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    workers = {name: {worker for file, worker in seen if file.endswith(name)} for name in files}
    assert len(seen) == 40 + 3 * 12
    assert len(workers["a/test_other.py"]) == 2
    assert len(workers["demo/test_one.py"] | workers["demo/test_two.py"]) == 1
    (launcher,) = workers["house/test_launcher.py"]
    first = next(file for file, worker in seen if worker == launcher)
    assert first.endswith("test_launcher.py")
