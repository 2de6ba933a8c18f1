"""python -m sussa.launch.catalogue: the Swedish catalogue, put together of locale/parts and compiled.

Each part of the program keeps its translations in a file of its own, so that two people never
write in the same one. The compiled file is not kept in version control: every start makes it.
"""

from pathlib import Path

from sussa.launch import po_file
from sussa.launch.progress import Trouble, end_with_sentence, say, words

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ROOT / "locale" / "parts"
CATALOGUE = ROOT / "locale" / "sv" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
HEADER = {
    "Language": "sv",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def merged():
    """The entries of all parts, sorted. Raises Trouble when two parts translate a text differently."""
    found, origin = {}, {}
    for part in sorted(PARTS.glob("*.po")):
        try:
            entries = po_file.read(part.read_text(encoding="utf-8"), name=part.name)
        except ValueError as error:
            raise Trouble(str(error)) from error
        for entry in entries:
            if not entry.msgid:
                continue
            known = found.get(entry.key)
            if known and known.forms != entry.forms:
                raise Trouble(
                    words(
                        sv=f"Olika översättning av {entry.msgid!r} i {origin[entry.key]} och {part.name}.",
                        en=f"{entry.msgid!r} is translated differently in {origin[entry.key]} and {part.name}.",
                    )
                )
            if not known:
                found[entry.key], origin[entry.key] = entry, part.name
    for entry in found.values():
        entry.comments = [line for line in entry.comments if line.startswith("#,")]
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0] or ""))]


def text_of_catalogue():
    """What locale/sv/LC_MESSAGES/django.po must hold."""
    return po_file.write(HEADER, merged())


def write():
    """Write the catalogue and compile it; gives the number of messages."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(text_of_catalogue(), encoding="utf-8")
    return compile_catalogue()


def compile_catalogue():
    entries = [entry for entry in po_file.read(CATALOGUE.read_text(encoding="utf-8")) if entry.msgid]
    half = COMPILED.with_suffix(".half")
    half.write_bytes(po_file.compiled(HEADER, entries))
    half.replace(COMPILED)
    return len(entries)


def compile_when_older():
    """Make the compiled file when it is missing or older than its source."""
    if not CATALOGUE.exists():
        write()
    elif not COMPILED.exists() or COMPILED.stat().st_mtime_ns < CATALOGUE.stat().st_mtime_ns:
        compile_catalogue()


def main():
    count = write()
    say(words(sv=f"{count} texter på svenska.", en=f"{count} texts in Swedish."))
    return 0


if __name__ == "__main__":
    end_with_sentence(main)
