#!/usr/bin/env python3
"""The one command of this checkout. Needs Python 3.11 with pip, nothing else.

python3 dev.py run              start the program (own PostgreSQL and Valkey, unless DATABASE_URL, REDIS_URL are set)
python3 dev.py test             every test, in a real browser too; more words go to pytest
python3 dev.py test fast        the same without browser and kill tests
python3 dev.py manage COMMAND   one of Django's or our own commands, on the data of `run`
python3 dev.py lint             formatting, lint, import contracts, migrations, templates
python3 dev.py messages         put the Swedish catalogue together and compile it
python3 dev.py docs             write the generated pages of docs/ again
"""

import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent
VENV, TOOLS = ROOT / ".venv", ROOT / ".tools"
PYTHON = VENV / "bin" / "python"
UV_VERSION = "0.13.9"
RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
MODULES = {
    "run": ("sussa.launch.run", RUN_LOCK),
    "manage": ("sussa.launch.shell", RUN_LOCK),
    "test": ("sussa.launch.suite", DEV_LOCK),
    "lint": ("sussa.launch.lint", DEV_LOCK),
    "messages": ("sussa.launch.catalogue", RUN_LOCK),
    "docs": ("sussa.launch.pages", RUN_LOCK),
}
# pip's own settings (a mirror, a proxy's certificate) in the names uv knows them by.
FROM_PIP = {"index-url": "UV_DEFAULT_INDEX", "trusted-host": "UV_INSECURE_HOST", "cert": "SSL_CERT_FILE"}


def words(sv, en):
    return en if os.environ.get("SUSSA_LANGUAGE", "sv").lower().startswith("en") else sv


def fail(sv, en):
    print(words(sv, en), file=sys.stderr)
    sys.exit(2)


def main(arguments):
    command = arguments[0] if arguments else ""
    if command not in MODULES:
        print(__doc__.strip())
        sys.exit(0 if command in ("-h", "--help", "help") else 2)
    if sys.version_info < (3, 11):  # noqa: UP036 - this is the sentence for those who have an older one
        fail("Python 3.11 eller nyare behövs.", "Python 3.11 or newer is needed.")
    module, lock = MODULES[command]
    os.chdir(ROOT)
    try:
        prepare_environment(lock)
    except PermissionError as error:
        fail(
            f"Får inte skriva {error.filename}. Kör som den användare som äger katalogen.",
            f"Not allowed to write {error.filename}. Run as the user who owns the folder.",
        )
    except subprocess.CalledProcessError:
        fail(
            "Paketen kunde inte installeras, se ovan. Kontrollera nätet (eller pip:s inställning) och försök igen.",
            "The packages could not be installed, see above. Check the network (or pip's settings) and try again.",
        )
    except KeyboardInterrupt:
        sys.exit(130)
    if command == "manage":
        os.environ.setdefault("SUSSA_DEV", "run")
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", module, *arguments[1:]])  # noqa: S606 the words are those of the command line


def prepare_environment(lock):
    """Make .venv hold exactly what `lock` says; nothing is done when it does already."""
    (ROOT / ".local").mkdir(exist_ok=True)
    with open(ROOT / ".local" / "environment.lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # two commands started at once: one installs, the other waits
        mark = VENV / ".installed"
        installed = mark.read_text() if mark.exists() else ""
        if installed.startswith(DEV_LOCK):
            lock = DEV_LOCK  # the larger set holds the smaller, and nobody loses what a test needs
        if installed == fingerprint(lock) and works(PYTHON):
            return
        print(words("Installerar paket ...", "Installing packages ..."), flush=True)
        uv = get_uv()
        settings = environment_of_uv()
        if not works(PYTHON):
            run(uv, "venv", "-q", "--clear", "--python", sys.executable, VENV, env=settings)
        mark.write_text(f"{lock} unfinished")
        install(uv, ROOT / lock, settings)
        mark.write_text(fingerprint(lock))


def install(uv, lock, settings):
    """uv takes seconds; pip takes half a minute, but knows every setting a closed network may need."""
    try:
        run(uv, "pip", "sync", "-q", "--require-hashes", lock, env=settings)
    except subprocess.CalledProcessError:
        print(words("uv kom inte fram, försöker med pip ...", "uv did not get through, trying pip ..."), flush=True)
        run(sys.executable, "-m", "pip", "--python", PYTHON, "install", "-q", "--require-hashes", "-r", lock)


def get_uv():
    """uv below .tools: Debian's python3 has no ensurepip for venv and lets pip install into a folder only."""
    uv = TOOLS / "bin" / "uv"
    if works(uv) and (TOOLS / f"uv-{UV_VERSION}.dist-info").exists():
        return uv
    if not works(sys.executable, "-m", "pip", "--version"):
        fail(
            "pip saknas. Installera det först, på Debian och Ubuntu: apt install python3-pip",
            "pip is missing. Install it first, on Debian and Ubuntu: apt install python3-pip",
        )
    shutil.rmtree(TOOLS, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--root-user-action=ignore"]
    run(*pip, "--target", TOOLS, f"uv=={UV_VERSION}")
    return uv


def environment_of_uv():
    settings = os.environ | {"VIRTUAL_ENV": str(VENV), "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy"}
    asked = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True)
    for line in asked.stdout.splitlines():
        name, _, value = line.partition("=")
        ours = FROM_PIP.get(name.rpartition(".")[2])
        if ours:
            settings.setdefault(ours, value.strip("'\""))
    return settings


def fingerprint(lock):
    return f"{lock} {hashlib.sha256((ROOT / lock).read_bytes() + sys.version.encode()).hexdigest()}"


def works(program, *arguments):
    try:
        return subprocess.run([program, *(arguments or ["--version"])], capture_output=True).returncode == 0
    except OSError:
        return False


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


if __name__ == "__main__":
    main(sys.argv[1:])
