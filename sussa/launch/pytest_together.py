"""Loaded by the suite: tests that share something dear stay with one of the two workers, and the dearest begin.

The mark `xdist_group` of pytest-xdist 3.8 does nothing with pytest 9.2 (pytest-xdist's issue 1386): the installation of
the launcher's tests and the demo were made twice. Here the path decides.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

LAUNCHER, DEMO = "launcher", "demo"
TOGETHER = {"tests/house/test_launcher.py": LAUNCHER, "tests/house/test_servers.py": LAUNCHER, "tests/demo/": DEMO}


def unit_of(nodeid):
    """What a worker is given at a time: these together, any other test by itself."""
    return next((unit for path, unit in TOGETHER.items() if nodeid.startswith(path)), nodeid)


class Together(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        return unit_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Together(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The longest unit first, so that no worker has it before it while the other one has nothing left."""
    items.sort(key=lambda item: unit_of(item.nodeid) != LAUNCHER)
