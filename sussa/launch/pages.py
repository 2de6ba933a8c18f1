"""python -m sussa.launch.pages [--check]: write the pages of docs/ that are made from the code."""

import os
import sys

import django
from django.core.management import CommandError, call_command

from sussa.launch import catalogue
from sussa.launch.progress import Trouble, end_with_sentence, say

COMMANDS = ("workflow_docs",)


def main(arguments):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sussa.settings")
    catalogue.compile_when_older()
    django.setup()
    for command in COMMANDS:
        try:
            call_command(command, *arguments)
        except CommandError as error:
            raise Trouble(str(error)) from error
        say(command)
    return 0


if __name__ == "__main__":
    end_with_sentence(lambda: main(sys.argv[1:]))
