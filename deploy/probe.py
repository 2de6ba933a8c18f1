"""Health checks inside the containers; standard library only, because it runs every few seconds.

probe.py web PATH     the web process answers PATH with 200
probe.py beat FOLDER  the clock has written its schedule within the last minutes
"""

import os
import pathlib
import sys
import time
import urllib.request

BEAT_WRITES_EVERY_S = 180
LATE_S = 3 * BEAT_WRITES_EVERY_S


def web(path):
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip()
    request = urllib.request.Request(f"http://127.0.0.1:8000{path}", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 the address is our own
        return answer.status == 200


def beat(folder):
    written = [path.stat().st_mtime for path in pathlib.Path(folder).iterdir()]
    return bool(written) and time.time() - max(written) < LATE_S


if __name__ == "__main__":
    check, argument = {"web": web, "beat": beat}[sys.argv[1]], sys.argv[2]
    try:
        sys.exit(0 if check(argument) else 1)
    except OSError as error:
        sys.exit(str(error))
