"""`xiangyi verify`: the audit chain and every row that it vouches for."""

from __future__ import annotations

import argparse

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.services.keeping import verify
from app.texts import Texts


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Whose password."""
    login_argument(parser, words)


def run(call: Call) -> int:
    """0 when everything fits; each flaw is a line with its table and record."""
    with opened(call) as desk:
        flaws = verify(desk)
    for flaw in flaws:
        call.say(call.words.say(f"flaw.{flaw.code}", {"type": flaw.type, "ref": flaw.ref}))
    call.say(call.words.say("cli.verify_flaws", {"count": len(flaws)}) if flaws else call.words.say("cli.verify_sound"))
    return 1 if flaws else 0
