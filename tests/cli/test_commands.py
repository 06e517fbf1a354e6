"""The commands as records: found where they lie, light to list, each with what a reference needs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.test_architecture import HEAVY
from toolkit.cli.command import Command
from toolkit.cli.commands import every_command
from toolkit.cli.outcome import ExitStatus
from toolkit.cli.parser import parser


def test_no_two_commands_have_one_name() -> None:
    commands = every_command()
    assert len({command.words for command in commands}) == len(commands) > 20


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.words)
def test_a_command_is_told_in_full(command: Command) -> None:
    assert command.help and all(argument.help for argument in command.arguments)
    assert ExitStatus.DONE in command.statuses and all(command.statuses.values())
    assert ExitStatus.FAILED not in command.statuses, "what 2 means goes without saying"
    optional = [bool(argument.count) for argument in command.arguments if argument.placed]
    assert optional == sorted(optional), "what may be left out comes last"


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.words)
def test_a_command_is_reached_by_its_words(command: Command) -> None:
    must = {"file": "x", "document": "x", "folder": "x", "office": "x", "draft": "x", "words": "x", "period": "x"}
    must |= {"number": "x", "outcome": "x"}
    must |= {"--why": "像姓名", "--verdict": "隐去"}
    typed = command.words.split()
    for argument in command.arguments:
        if argument.placed and not argument.count:
            typed.append(must[argument.names[0]])
        elif argument.required:
            typed += [argument.names[0], must.get(argument.names[0], "x")]
    assert parser().parse_args(typed).command is command


@pytest.mark.one_in(100)
@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["next", "--help"], ["run", "--as-of", "x"]])
def test_listing_the_commands_loads_nothing_heavy(arguments: list[str]) -> None:
    """Nor the ledger and the standings: `toolkit --help` answers at once on an office's computer."""
    code = f"""
import contextlib, io, json, sys
from toolkit.cli.parser import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    with contextlib.suppress(SystemExit):
        main({arguments!r})
print(json.dumps(list(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    loaded = set(json.loads(done.stdout))
    assert not {name.split(".")[0] for name in loaded} & HEAVY
    assert not loaded & {"toolkit.workspace", "toolkit.ledger", "toolkit.standing.status", "toolkit.catalogue"}
