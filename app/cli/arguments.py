"""The command line read: options that every command takes, and help in the person's language."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import NoReturn

from app.errors import KnownError
from app.texts import LANGUAGES, Texts


class Usage(KnownError):
    """The command line cannot be understood."""

    def __init__(self, said: str) -> None:
        super().__init__("usage", said=said)


class Parser(argparse.ArgumentParser):
    """argparse that raises instead of ending the process, and says what it can in the words of one language."""

    def error(self, message: str) -> NoReturn:
        raise Usage(message)


def common_options(words: Texts) -> Parser:
    """Options in front of or behind the command's name."""
    parser = Parser(add_help=False, allow_abbrev=False)
    _add_common(parser, words)
    return parser


def parser_for(name: str, words: Texts) -> Parser:
    """An empty parser of one command; the common options stand in its help."""
    parser = Parser(prog=f"xiangyi {name}".strip(), description=words.word("command", name or "workstation"), allow_abbrev=False)
    _add_common(parser, words)
    return parser


def _add_common(parser: argparse.ArgumentParser, words: Texts) -> None:
    group = parser.add_argument_group(words.say("cli.common"))
    group.add_argument("--data", metavar="DIR", help=words.say("cli.data"))
    group.add_argument("--password-fd", metavar="N", type=int, help=words.say("cli.password_fd"))
    group.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help=words.say("cli.language"))


def overview(words: Texts, commands: Iterable[str]) -> str:
    """Every command with what it does."""
    rows = [f"  xiangyi {name:<10} {words.word('command', name or 'workstation')}" for name in sorted(commands)]
    return "\n".join([words.say("cli.overview"), *rows, words.say("cli.more")])
