"""`xiangyi county …`: the insurance list and the issuers as files that the county signs: signed, taken in, shown; the other seats follow."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.domain.county_file import CountyKind
from app.services.county_files import CountyFiles
from app.services.county_words import told_file
from app.services.preferences import Preferences
from app.texts import Texts


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """show, take FILE, or sign KIND FILE --number N."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(_VERBS))
    for verb in _VERBS:
        made = actions.add_parser(verb, help=words.say(f"cli.county_{verb}"))
        login_argument(made, words)
        if verb == "sign":
            made.add_argument("kind", choices=[one.value for one in CountyKind], help=words.say("cli.county_kind"))
            made.add_argument("--number", default="", help=words.say("cli.county_number"))
            made.add_argument("--out", type=Path, metavar="FILE", help=words.say("cli.rules_out"))
        if verb != "show":
            made.add_argument("place", type=Path, metavar="FILE")


def run(call: Call) -> int:
    """0 when it was done; ``show`` gives 1 where a file is not followed. KnownError as :class:`CountyFiles` raises them."""
    with opened(call) as desk:
        return _VERBS[call.args.action](call, CountyFiles(desk, Preferences(desk, call.folder.site_file).now))


def _show(call: Call, files: CountyFiles) -> int:
    rows = files.listed()
    for one in rows:
        call.say(told_file(call.words, one))
    return 1 if any(not one.followed for one in rows) else 0


def _take(call: Call, files: CountyFiles) -> int:
    call.say(told_file(call.words, files.take(call.args.place)))
    return 0


def _sign(call: Call, files: CountyFiles) -> int:
    file, _ = files.sign(CountyKind(call.args.kind), call.args.place, call.args.number, call.args.out)
    call.say(call.words.say("county.signed", {"file": str(file)}))
    return 0


_VERBS = {"show": _show, "take": _take, "sign": _sign}
