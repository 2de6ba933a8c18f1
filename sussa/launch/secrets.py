"""Secrets of one installation, made once and kept below .local, readable by their owner alone."""

import os
import secrets


def local_secret(folder, name):
    """The secret `name`, made when it does not exist yet."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        half = folder / f"{name}.{os.getpid()}"
        half.touch(0o600)
        half.write_text(secrets.token_urlsafe(48))
        half.rename(path)
    return path.read_text().strip()
