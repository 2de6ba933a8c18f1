"""Form fields in FKUI's markup, made from Django's bound fields: label, help, errors above the control, control."""

from django import forms
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string


def render(bound, *, layout="row", hints=None, rows=None, hide_label=False, autofocus=False) -> str:
    """The whole field as safe markup; a hidden field is its input alone."""
    widget = bound.field.widget
    if bound.is_hidden:
        return bound.as_widget()
    _without_faults(bound.form)
    kind = _kind(widget)
    context = {
        "bound": bound,
        "id": bound.auto_id,
        "label": bound.label,
        "hint": bound.help_text,
        "errors": bound.errors,
        "optional": not bound.field.required and kind != "checkbox",
        "hide_label": hide_label,
        "layout": layout,
    }
    attrs = _attrs(bound, context, rows=rows, autofocus=autofocus)
    context["described_by"] = attrs.get("aria-describedby", "")
    if kind in ("radios", "checkboxes"):
        context["options"] = _options(bound, hints or getattr(bound.field, "hints", None) or {})
    elif kind == "split":
        context["parts"] = _parts(bound)
    elif kind == "shares":
        context["rows"] = widget.rows(bound)
    else:
        context["control"] = bound.as_widget(widget=_typed(widget), attrs=attrs | {"class": _class_of(kind, widget)})
    return render_to_string(f"components/field/{kind}.html", context)


def _without_faults(form) -> None:
    """A form that shows what was written and not sent says of nothing yet that it is wrong."""
    if getattr(form.data, "is_unsent", False):
        form._errors = ErrorDict()


def errors_of(form) -> list[dict[str, str]]:
    """The errors of a form in the order of its fields, each with the id of the control it is about."""
    _without_faults(form)
    found = [{"target": "", "text": text} for text in form.non_field_errors()]
    for bound in form:
        target = f"{bound.auto_id}_0" if _kind(bound.field.widget) == "split" else bound.auto_id
        found.extend(
            {"target": "" if bound.is_hidden else target, "text": _named(bound, text)} for text in bound.errors
        )
    return found


def _named(bound, text) -> str:
    """The error with the field it is about, unless it says so itself."""
    label = str(bound.label).rstrip("?:")
    return str(text) if label.lower() in str(text).lower() else f"{label}: {text}"


def _kind(widget) -> str:
    if named := getattr(widget, "field_kind", ""):  # a control of a form's own, with a template of its own
        return named
    if isinstance(widget, forms.SplitDateTimeWidget):
        return "split"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "text"


def _class_of(kind: str, widget) -> str:
    blocks = {
        "text": "text-field__input",
        "select": "select-field__select",
        "textarea": "textarea-field__textarea",
        "file": "file-field__input",
        "checkbox": "checkbox__input",
    }
    return " ".join(filter(None, (blocks[kind], widget.attrs.get("class", ""))))


def _attrs(bound, context, *, rows, autofocus) -> dict:
    """The attributes that tie the control to its help and errors."""
    described = [f"{bound.auto_id}-hint"] if context["hint"] else []
    if context["errors"]:
        described.append(f"{bound.auto_id}-error")
    given = bound.field.widget.attrs.get("aria-describedby")
    attrs = {}
    if described or given:
        attrs["aria-describedby"] = " ".join([*described, *([given] if given else [])])
    if context["errors"]:
        attrs["aria-invalid"] = "true"
    if rows:
        attrs["rows"] = rows
    if autofocus:
        attrs["autofocus"] = True
    if isinstance(bound.field.widget, forms.PasswordInput | forms.EmailInput):
        attrs["placeholder"] = False  # the account library repeats the label there
    return attrs


def _typed(widget):
    """Date and time inputs become the browser's own, which demand ISO 8601 as their value."""
    wanted = {
        forms.DateInput: ("date", "%Y-%m-%d"),
        forms.TimeInput: ("time", "%H:%M"),
        forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    }
    if type(widget) not in wanted or widget.input_type != "text":
        return widget
    input_type, value_format = wanted[type(widget)]
    typed = type(widget)(attrs=widget.attrs, format=value_format)
    typed.input_type = input_type
    return typed


def _options(bound, hints: dict) -> list[dict]:
    return [
        {
            "id": option.data["attrs"]["id"],
            "name": option.data["name"],
            "value": str(option.data["value"]),
            "label": option.data["label"],
            "checked": option.data["selected"],
            "disabled": option.data["attrs"].get("disabled", False),
            "hint": hints.get(option.data["value"], hints.get(str(option.data["value"]), "")),
        }
        for option in bound.subwidgets
    ]


def _parts(bound) -> list[dict]:
    """Date and time of a split field, with ISO values for the browser's own inputs."""
    widget = bound.field.widget
    value = bound.value()
    values = value if isinstance(value, list | tuple) else widget.decompress(value)
    written = [
        part if isinstance(part, str) else (part.isoformat()[:length] if part else "")
        for part, length in zip(values, (10, 5), strict=False)
    ]
    return [
        {"id": f"{bound.auto_id}_{place}", "name": f"{bound.html_name}_{place}", "type": kind, "value": text}
        for place, (kind, text) in enumerate(zip(("date", "time"), written, strict=False))
    ]
