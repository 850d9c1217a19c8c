"""`xiangyi backup [FOLDER]`: a copy of the records, proven by counting; an open workstation makes it itself."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.errors import KnownError
from app.services.keeping import Keeping
from app.texts import Texts
from app.wishes import BACK_UP, send_wish

_SECONDS = 600.0


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Where to."""
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help=words.say("cli.backup_folder"))
    login_argument(parser, words)


def run(call: Call) -> int:
    """0 when the copy stands. KnownError ``backup_failed``, ``database_damaged``."""
    folder: Path | None = call.args.folder
    try:
        with opened(call) as desk:
            made = str(Keeping(desk).backup(folder))
    except KnownError as error:
        if error.code != "already_open":
            raise
        facts = {"folder": str(folder.resolve())} if folder else {}
        made = str(send_wish(call.folder.wish_file, BACK_UP, facts, _SECONDS)["file"])
    call.say(call.words.say("cli.backup_made", {"file": made}))
    return 0
