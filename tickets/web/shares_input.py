"""A control for shares in per cent: one number for each of several, with their sum."""

from django import forms


class SharesInput(forms.Widget):
    """A share for each of `choices` (key, label), written in per cent and sent as `name-key`."""

    field_kind = "shares"

    def __init__(self, choices, attrs=None):
        super().__init__(attrs)
        self.choices = list(choices)

    def value_from_datadict(self, data, files, name):
        """Key to what was written; None where nothing was."""
        written = {key: str(data.get(f"{name}-{key}", "")).strip() for key, _label in self.choices}
        return {key: text for key, text in written.items() if text} or None

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}-{key}" in data for key, _label in self.choices)

    def rows(self, bound) -> list[dict]:
        """One for each choice, with what stands in it."""
        said, place, name = bound.value() or {}, bound.auto_id, bound.html_name
        return [
            {"id": f"{place}_{key}", "name": f"{name}-{key}", "label": label, "value": said.get(key, "")}
            for key, label in self.choices
        ]
