"""A command that works on the records: takes the folder, asks for a password, opens the store, and closes it again."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.call import Call
from app.clock import SystemClock
from app.errors import KnownError
from app.services.desk import Desk
from app.services.setup import needs_setup
from app.services.signin import SignIn
from app.texts import Texts


def login_argument(parser: argparse.ArgumentParser, words: Texts) -> None:
    """--login NAME; may be left out where one account is enough to know."""
    parser.add_argument("--login", metavar="NAME", help=words.say("cli.login"))


@contextmanager
def opened(call: Call) -> Iterator[Desk]:
    """The desk of whoever's password was given.

    KnownError ``already_open`` while the workstation has the folder, ``no_clinic``, ``login_missing``, ``password_missing`` and
    those of signing in.
    """
    if needs_setup(call.folder):
        raise KnownError("no_clinic", folder=str(call.folder.root))
    with call.folder.lock():
        signin = SignIn(call.folder, SystemClock())
        desk = signin.sign_in(_login(call, signin), call.password())
        try:
            yield desk
        finally:
            signin.sign_out(desk)


def _login(call: Call, signin: SignIn) -> str:
    if call.args.login:
        return str(call.args.login)
    tiles = signin.tiles()
    if len(tiles) != 1:
        raise KnownError("login_missing", names=" ".join(tile.login for tile in tiles))
    return tiles[0].login
