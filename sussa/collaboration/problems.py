"""What is wrong with data files, said where it is."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a data file. `line` counts from 1; 0 where the file as a whole is meant."""

    file: str
    line: int
    key: str = ""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, f" {self.key}" if self.key else "") if part)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, and what to do about it."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class DataRefused(Exception):
    """The files cannot be loaded; nothing was written. Carries every problem, in order of place."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
