"""How one thing of a step is made another, in memory: the parts of which each process's `spoiling.py` is put together.

Where a value can be called, it is asked for with the step's context.
"""

from copy import copy


def _made(changes: dict, context) -> dict:
    return {name: value(context) if callable(value) else value for name, value in changes.items()}


def data(**changes):
    """Something else is typed."""

    def spoil(context):
        context.data = context.data | _made(changes, context)

    return spoil


def detail(**changes):
    """Another row of details, so that the ticket's own stays as it was."""

    def spoil(context):
        row = copy(context.root.detail())
        for name, value in _made(changes, context).items():
            setattr(row, name, value)
        context.root.__dict__["_detail"] = row

    return spoil


def kept(**changes):
    """Rows that the ticket reads once, as others."""

    def spoil(context):
        context.root.__dict__.update(_made(changes, context))

    return spoil
