"""What `python3 dev.py lint` says, as tests."""

import subprocess

import pytest

from sussa.launch import lint


@pytest.mark.parametrize("name", sorted(lint.CHECKS))
def test_clean(name):
    done = subprocess.run(lint.command(name), cwd=lint.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
