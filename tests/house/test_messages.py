"""Swedish: every text has one, and the catalogue is what its parts say."""

import gettext
import re

import pytest

from sussa.launch import catalogue, po_file
from sussa.launch.messages_used import messages_used
from sussa.launch.progress import Trouble

SAMPLE = """
# a note
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Save"
msgstr "Spara"

msgctxt "month"
msgid "May"
msgstr ""
"Maj"

msgid "%(n)s case"
msgid_plural "%(n)s cases"
msgstr[0] "%(n)s ärende"
msgstr[1] "%(n)s ärenden"

msgid "A \\"quoted\\"\\nline"
msgstr "En \\"citerad\\"\\nrad"

#~ msgid "Gone"
#~ msgstr "Borta"
"""


def test_every_text_in_code_and_templates_has_a_swedish_one():
    translated = {entry.key for entry in catalogue.merged() if entry.translated}
    missing = {key: path for key, path in messages_used().items() if key not in translated}
    assert not missing, "\n".join(f"{path}: {msgid!r} ({context})" for (context, msgid), path in missing.items())


def test_the_catalogue_is_what_its_parts_say():
    assert catalogue.CATALOGUE.read_text(encoding="utf-8") == catalogue.text_of_catalogue(), "run: dev.py messages"


def test_placeholders_are_the_same_in_both_languages():
    wrong = []
    for entry in catalogue.merged():
        for text in entry.forms.values():
            if set(re.findall(r"%\(\w+\)s|\{\w*\}", text)) - set(
                re.findall(r"%\(\w+\)s|\{\w*\}", entry.msgid + (entry.plural or ""))
            ):
                wrong.append(entry.msgid)
    assert not wrong


def test_a_catalogue_is_read_and_compiled_so_that_gettext_understands_it(tmp_path):
    entries = po_file.read(SAMPLE)
    compiled = tmp_path / "x.mo"
    compiled.write_bytes(po_file.compiled(catalogue.HEADER, [entry for entry in entries if entry.msgid]))
    with open(compiled, "rb") as file:
        swedish = gettext.GNUTranslations(file)
    assert swedish.gettext("Save") == "Spara"
    assert swedish.pgettext("month", "May") == "Maj"
    assert [swedish.ngettext("%(n)s case", "%(n)s cases", n) for n in (1, 2)] == ["%(n)s ärende", "%(n)s ärenden"]
    assert swedish.gettext('A "quoted"\nline') == 'En "citerad"\nrad'
    assert swedish.gettext("Gone") == "Gone"


def test_what_is_written_reads_the_same():
    entries = [entry for entry in po_file.read(SAMPLE) if entry.msgid]
    again = [entry for entry in po_file.read(po_file.write(catalogue.HEADER, entries)) if entry.msgid]
    assert [(e.key, e.plural, e.forms) for e in again] == [(e.key, e.plural, e.forms) for e in entries]


def test_a_line_that_is_no_catalogue_is_named():
    with pytest.raises(ValueError, match=r"part\.po, line 2"):
        po_file.read('msgid "a"\nmsgstr b\n', name="part.po")


def test_two_parts_that_disagree_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "PARTS", tmp_path)
    (tmp_path / "a.po").write_text('msgid "Hold"\nmsgstr "Vänta"\n')
    (tmp_path / "b.po").write_text('msgid "Hold"\nmsgstr "Håll"\n')
    with pytest.raises(Trouble, match=r"a\.po.*b\.po"):
        catalogue.merged()
