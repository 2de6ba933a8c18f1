"""Reading and writing gettext catalogues, so that no gettext needs to be installed."""

import ast
import struct
from dataclasses import dataclass, field

MAGIC = 0x950412DE


@dataclass
class Entry:
    """One message. `forms`: the translation, or one per plural form."""

    msgid: str = ""
    context: str | None = None
    plural: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)

    @property
    def key(self):
        return (self.context, self.msgid)

    @property
    def translated(self):
        return bool(self.forms) and all(self.forms.values())


def read(text, *, name="catalogue"):
    """The entries of a .po text in order; obsolete ones are left out. Raises ValueError with the line."""
    entries, entry, put = [], None, None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            if entry and put:
                entries.append(entry)
                entry, put = None, None
            if line.startswith("#") and not line.startswith("#~"):
                entry = entry or Entry()
                entry.comments.append(line)
            continue
        try:
            if line.startswith('"'):
                put(ast.literal_eval(line))
                continue
            keyword, _, rest = line.partition(" ")
            if keyword in ("msgctxt", "msgid") and entry and entry.forms:
                entries.append(entry)
                entry = None
            entry = entry or Entry()
            put = _slot(entry, keyword)
            put(ast.literal_eval(rest.strip()))
        except (SyntaxError, ValueError, TypeError) as error:
            raise ValueError(f"{name}, line {number}: not understood: {line}") from error
    if entry and put:
        entries.append(entry)
    return entries


def _slot(entry, keyword):
    """The function that adds text where `keyword` says."""
    if keyword.startswith("msgstr"):
        index = int(keyword[7:-1]) if keyword.startswith("msgstr[") else 0
        entry.forms[index] = ""

        def add(text):
            entry.forms[index] += text

        return add
    attribute = {"msgctxt": "context", "msgid": "msgid", "msgid_plural": "plural"}[keyword]
    setattr(entry, attribute, "")
    return lambda text: setattr(entry, attribute, getattr(entry, attribute) + text)


def write(header, entries):
    """A .po text with its header and the entries in the order given."""
    lines = ['msgid ""', 'msgstr ""', *(_quoted(f"{name}: {value}\n") for name, value in header.items()), ""]
    for entry in entries:
        lines += entry.comments
        if entry.context is not None:
            lines.append(f"msgctxt {_quoted(entry.context)}")
        lines.append(f"msgid {_quoted(entry.msgid)}")
        if entry.plural is None:
            lines.append(f"msgstr {_quoted(entry.forms.get(0, ''))}")
        else:
            lines.append(f"msgid_plural {_quoted(entry.plural)}")
            lines += [f"msgstr[{index}] {_quoted(text)}" for index, text in sorted(entry.forms.items())]
        lines.append("")
    return "\n".join(lines)


def _quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def compiled(header, entries):
    """The bytes of a .mo file; entries without a translation are left out."""
    pairs = {b"": "".join(f"{name}: {value}\n" for name, value in header.items()).encode()}
    for entry in entries:
        if not entry.translated:
            continue
        source = entry.msgid if entry.context is None else f"{entry.context}\x04{entry.msgid}"
        source += "" if entry.plural is None else f"\x00{entry.plural}"
        pairs[source.encode()] = "\x00".join(text for _, text in sorted(entry.forms.items())).encode()
    keys = sorted(pairs)
    table_size = 8 * len(keys)
    start = 28 + 2 * table_size
    blob, sources, targets = b"", b"", b""
    for table, texts in (("sources", keys), ("targets", [pairs[key] for key in keys])):
        rows = b""
        for text in texts:
            rows += struct.pack("<2I", len(text), start + len(blob))
            blob += text + b"\x00"
        sources, targets = (rows, targets) if table == "sources" else (sources, rows)
    return struct.pack("<7I", MAGIC, 0, len(keys), 28, 28 + table_size, 0, 0) + sources + targets + blob
