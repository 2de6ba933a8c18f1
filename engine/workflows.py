"""The workflows that documentation and history checks know of. Apps add theirs when they are ready."""

WORKFLOWS: dict[str, tuple[type, str]] = {}


def add(slug: str, workflow: type, title: str) -> None:
    WORKFLOWS[slug] = (workflow, title)
