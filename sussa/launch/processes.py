"""Child processes that never outlive their parent, run as a user that PostgreSQL accepts."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys

from sussa.launch.progress import Trouble, words

PR_SET_PDEATHSIG = 1
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")


def ends_with_parent(number):
    """A preexec function: Linux sends the child signal `number` when the parent dies, even by kill -9."""
    parent = os.getpid()

    def arrange():
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:  # the parent died before the line above
                os.kill(os.getpid(), signal.SIGKILL)

    return arrange


def server_user():
    """The user the database servers run as: None for ourselves; as root another, as PostgreSQL refuses uid 0."""
    if os.geteuid() != 0:
        return None
    name = os.environ.get("SUSSA_EMBEDDED_USER", "nobody")
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise Trouble(
            words(
                sv=f"Användaren {name} finns inte. Sätt SUSSA_EMBEDDED_USER till en vanlig användare.",
                en=f"There is no user {name}. Set SUSSA_EMBEDDED_USER to an ordinary user.",
            )
        ) from None


def as_user(user):
    """Popen's arguments for running as `user` (None: as ourselves)."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def start_server(args, *, home, user, log, on_parent_death):
    """Start a server in its own session with a scrubbed environment; its output goes to `log`."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"HOME": str(home)}
    with open(log, "a") as output:
        return subprocess.Popen(
            [str(part) for part in args],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=ends_with_parent(on_parent_death),
            **as_user(user),
        )


def reachable(path, user):
    """True when `user` may enter every folder down to `path`."""
    if user is None:
        return True
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents] if parent.is_dir())


def own(path, user, *, mode=0o700):
    """Make the folder `path`, give it to `user` and close it to others."""
    path.mkdir(parents=True, exist_ok=True)
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)
    path.chmod(mode)
    return path


def stop(process, *, ask, patience_s=30):
    """Ask a child to end by signal `ask`; kill it when it has not within `patience_s` seconds."""
    if process.poll() is None:
        process.send_signal(ask)
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
