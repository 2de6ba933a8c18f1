"""What was made by others stands here unchanged, with its licence, its version and its checksum."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "browser" / "vendor"]


def listed(folder):
    lines = (folder / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    return {name: checksum for checksum, name in (line.split(maxsplit=1) for line in lines)}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_file_is_in_the_table_with_its_checksum(folder):
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "CHECKSUMS"
    }
    assert found == listed(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_package_has_a_licence_and_a_version(folder):
    for package in filter(Path.is_dir, folder.iterdir()):
        assert list(package.glob("LICENSE*")), package.name
        assert (package / "VERSION").exists(), package.name
