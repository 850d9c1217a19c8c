"""`xiangyi verify`: the audit chain and every row that it vouches for."""

from __future__ import annotations

import argparse

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.services.keeping import verify
from app.services.signature import verify_sheets
from app.texts import Texts


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Whose password."""
    login_argument(parser, words)


def run(call: Call) -> int:
    """0 when everything fits; each flaw is a line with its table and record."""
    with opened(call) as desk:
        flaws = verify(desk)
        sheets = verify_sheets(desk)
    for flaw in flaws:
        call.say(call.words.say(f"flaw.{flaw.code}", {"type": flaw.type, "ref": flaw.ref}))
    for ref in sheets:
        call.say(call.words.say("flaw.signature", {"type": "prescription", "ref": ref}))
    count = len(flaws) + len(sheets)
    call.say(call.words.say("cli.verify_flaws", {"count": count}) if count else call.words.say("cli.verify_sound"))
    return 1 if count else 0
