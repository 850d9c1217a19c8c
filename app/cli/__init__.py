"""The `xiangyi` command: which command is meant, its options, and every known error in plain words.

Exit codes: 0 done · 1 it did not work, or what was checked does not hold · 2 the command line is wrong ·
3 the workstation has the data folder open · 70 an error of the program · 130 stopped by hand.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from app.cli.arguments import Usage, common_options, overview, parser_for
from app.cli.call import Call, Command
from app.errors import KnownError
from app.texts import LANGUAGES, error_text, load_texts

DONE, FAILED, MISUSED, OPEN_ELSEWHERE, BROKEN, STOPPED = 0, 1, 2, 3, 70, 130
_CODES = {"already_open": OPEN_ELSEWHERE, "usage": MISUSED}
_log = logging.getLogger(__name__)

COMMANDS: dict[str, str] = {
    "": "app.cli.workstation",
    "backup": "app.cli.backup",
    "demo": "app.cli.demo",
    "devices": "app.cli.devices",
    "export": "app.cli.give_out",
    "hub": "app.cli.hub",
    "import": "app.cli.take_in",
    "policy": "app.cli.policy",
    "county": "app.cli.county",
    "rules": "app.cli.rules",
    "sync": "app.cli.sync",
    "verify": "app.cli.verify",
}
"""Name → the module with its `arguments(parser, words)` and `run(call) -> int`; imported only when it is asked for."""

WORKSTATION = ""
"""The command without a name: key of `COMMANDS`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the process's exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a Windows console may lack Chinese
    given = list(sys.argv[1:] if argv is None else argv)
    language = _language(given)
    try:
        return _run(given, language)
    except KnownError as error:
        print(error_text(error, language), file=sys.stderr)
        return _CODES.get(error.code, FAILED)
    except BrokenPipeError:
        # whoever read the output has left; Python would complain once more while it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return STOPPED
    except Exception as error:
        _log.exception("the command failed")
        print(error_text(KnownError("internal", kind=type(error).__name__), language), file=sys.stderr)
        return BROKEN


def _run(given: list[str], language: str) -> int:
    words = load_texts(language)
    options, rest = common_options(words).parse_known_args(given)
    name = rest.pop(0) if rest and not rest[0].startswith("-") else WORKSTATION
    if name == WORKSTATION and {"-h", "--help"} & set(rest):
        print(overview(words, COMMANDS))
        return DONE
    if name not in COMMANDS:
        print(overview(words, COMMANDS), file=sys.stderr)
        raise Usage(name)
    command = _command(name)
    parser = parser_for(name, words)
    command.arguments(parser, words)
    return command.run(Call(options, parser.parse_args(rest), language))


def _command(name: str) -> Command:
    """The module of a command. KnownError ``not_in_this_build`` where a library it needs is not installed."""
    try:
        module = import_module(COMMANDS[name])
    except ModuleNotFoundError as missing:
        raise KnownError("not_in_this_build", command=name, module=missing.name) from missing
    return Command(module.arguments, module.run)


def _language(given: Sequence[str]) -> str:
    """What --language says, before anything else is understood; Chinese where it says nothing known."""
    for place, word in enumerate(given):
        found = word.partition("=")[2] if word.startswith("--language=") else ""
        if word == "--language" and place + 1 < len(given):
            found = given[place + 1]
        if found in LANGUAGES:
            return found
    return LANGUAGES[0]
