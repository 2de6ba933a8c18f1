"""A Chromium for the browser tests: the one named, the one without a window, or a whole one.

Debian's chromium-headless-shell has the same engine and no window, and takes a third of the processor time that a
whole Chromium takes without showing its own (docs/decisions/tests-in-time.md).
"""

import os
import shutil
import subprocess
from pathlib import Path

from sussa.launch.progress import Trouble, step, words

# Debian's /usr/bin/chromium is a shell script that adds flags; the program itself comes first.
SHELL = "/usr/lib/chromium/chromium-headless-shell"
WHOLE = ("/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/google-chrome")
# Playwright's own node program needs libatomic, which a bare Debian lacks; pages need a font.
PACKAGES = ("chromium-headless-shell", "libatomic1", "fonts-liberation")
ANSWER_WITHIN = 20  # seconds; a machine without a network goes on with the browser it has
NOT_LIBRARIES = ("dri", "gconv", "gtk-3.0")
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def environment(local):
    """The variables that let the browser tests find their browser. Raises Trouble when there is no way to one."""
    named = os.environ.get("SUSSA_CHROMIUM")
    if named and not Path(named).exists():
        raise Trouble(words(sv=f"SUSSA_CHROMIUM: {named} finns inte.", en=f"SUSSA_CHROMIUM: {named} does not exist."))
    if named or Path(SHELL).exists():
        return {"SUSSA_CHROMIUM": named or SHELL}
    whole = next((place for place in WHOLE if Path(place).exists()), None)
    has_apt = shutil.which("apt-get") and shutil.which("dpkg-deb")
    if whole and not (has_apt and os.geteuid() == 0):
        return {"SUSSA_CHROMIUM": whole}
    if not has_apt:
        raise Trouble(
            words(
                sv="Ingen Chromium hittades. Installera en, eller sätt SUSSA_CHROMIUM till en Chromium eller Chrome.",
                en="No Chromium was found. Install one, or set SUSSA_CHROMIUM to a Chromium or Chrome.",
            )
        )
    try:
        if os.geteuid() == 0:
            with step(sv="Installerar Chromium", en="Installing Chromium"):
                return _install()
        with step(sv="Hämtar Chromium till .local", en="Fetching Chromium into .local"):
            return _unpack(Path(local) / "chromium")
    except subprocess.CalledProcessError as error:
        if whole:
            return {"SUSSA_CHROMIUM": whole}
        raise Trouble(
            words(
                sv=f"Chromium kunde inte hämtas ({' '.join(map(str, error.cmd[:4]))} ...). Installera den själv eller "
                "sätt SUSSA_CHROMIUM; testen utan webbläsare körs med: python3 dev.py test fast",
                en=f"Chromium could not be fetched ({' '.join(map(str, error.cmd[:4]))} ...). Install it yourself or "
                "set SUSSA_CHROMIUM; the tests without a browser run by: python3 dev.py test fast",
            )
        ) from error


def _install():
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _apt(["-qq", "update"], quiet)
    _apt(["-qq", "-y", "--no-install-recommends", "install", *PACKAGES], quiet)
    return {"SUSSA_CHROMIUM": SHELL}


def _unpack(folder):
    """Debian's packages, unpacked below the checkout by an ordinary user."""
    root, done = folder / "root", folder / "complete"
    program = root / SHELL.lstrip("/")
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("state/lists/partial", "cache/archives/partial", "root"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "apt.conf").write_text(
            f'Dir::State "{folder}/state"; Dir::Cache "{folder}/cache"; '
            'Dir::State::status "/var/lib/dpkg/status"; APT::Sandbox::User ""; Debug::NoLocking "1";\n'
        )
        own = os.environ | {"APT_CONFIG": str(folder / "apt.conf")}
        _apt(["-qq", "update"], own)
        _apt(["-qq", "-y", "--no-install-recommends", "--download-only", "install", *PACKAGES], own)
        for package in (folder / "cache/archives").glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
            package.unlink()
        shutil.rmtree(folder / "state")
        done.touch()
    libraries = {str(path.parent) for path in root.rglob("*.so*") if path.parent.name not in NOT_LIBRARIES}
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(fonts=root / "usr/share/fonts", cache=folder / "font-cache"))
    # The libraries are for the browser alone: the fixture that starts it sets LD_LIBRARY_PATH from this.
    return {
        "SUSSA_CHROMIUM": str(program),
        "SUSSA_BROWSER_LIBS": ":".join(sorted(libraries)),
        "FONTCONFIG_FILE": str(fonts),
    }


def _apt(arguments, environment):
    waits = ["-o", f"Acquire::http::Timeout={ANSWER_WITHIN}", "-o", f"Acquire::https::Timeout={ANSWER_WITHIN}"]
    subprocess.run(["apt-get", *waits, *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
