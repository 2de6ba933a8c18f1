"""What a load did, or would do."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# More new rows than this are counted, not named.
NAMED_AT_MOST = 5


@dataclass
class Report:
    """Rows made, values changed and rows kept that the files no longer name, section by section."""

    created: dict[str, list[str]] = field(default_factory=dict)
    changed: list[tuple[str, str, str, object, object]] = field(default_factory=list)
    kept: list[tuple[str, str, bool]] = field(default_factory=list)
    count: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was made or changed."""
        return not self.changed and not any(self.created.values())

    def lines(self) -> list[str]:
        """The report as lines for people."""
        lines = [self._created_line(section, keys) for section, keys in self.created.items() if keys]
        lines += [
            f"{section} {key}: {column} {_shown(old)} → {_shown(new)}"
            for section, key, column, old, new in self.changed
        ]
        lines += [self._kept_line(*row) for row in self.kept]
        if self.is_empty:
            text = ngettext("Nothing changed (%(count)d row).", "Nothing changed (%(count)d rows).", self.count)
            lines.append(text % {"count": self.count})
        return lines

    @staticmethod
    def _created_line(section: str, keys: list[str]) -> str:
        text = ngettext("%(section)s: %(count)d created", "%(section)s: %(count)d created", len(keys))
        line = text % {"section": section, "count": len(keys)}
        return f"{line}: {', '.join(keys)}" if len(keys) <= NAMED_AT_MOST else line

    @staticmethod
    def _kept_line(section: str, key: str, ends_by_date: bool) -> str:
        text = _("%(section)s %(key)s: in the database but no longer in the files. It is kept.")
        line = text % {"section": section, "key": key}
        if ends_by_date:
            line += " " + _("To end it, put it back with the key valid_to and its last day.")
        return line


def _shown(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(str(item) for item in value) + "]"
    return f"“{value}”" if isinstance(value, str) else str(value)
