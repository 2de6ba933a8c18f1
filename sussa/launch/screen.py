"""The one screen that says: it runs, here, and this is how you log in."""

import json

from sussa.launch.progress import words

LINE = "─" * 72


def ready_screen(address, logins, *, embedded, local):
    """The text to show. `logins` is what the command `demo` printed: a JSON list of people, or empty."""
    parts = [LINE, words(sv=f"  Programmet är igång:  {address}/", en=f"  The program is running:  {address}/"), LINE]
    if logins:
        parts.append(words(sv="  Logga in som någon av dessa (endast demo):", en="  Log in as one of these (demo):"))
        parts += [_person(entry) for entry in json.loads(logins)]
    elif not embedded:
        parts.append(
            words(
                sv="  Första administratören skapas med:  python3 dev.py manage create_administrator",
                en="  Make the first administrator with:  python3 dev.py manage create_administrator",
            )
        )
    if embedded:
        parts.append(
            words(sv=f"\n  Utgående e-post läggs i {local}/mail", en=f"\n  Outgoing mail is put in {local}/mail")
        )
    parts += [words(sv="  Avsluta med ctrl-C", en="  Stop with ctrl-C"), LINE]
    return "\n".join(parts)


def _person(entry):
    """One person: the first value is the heading, every other is a line of its own."""
    (_, heading), *rest = entry.items()
    return "\n".join([f"\n  {heading}", *(f"      {name:<14} {value}" for name, value in rest if value)])
