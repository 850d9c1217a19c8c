"""`xiangyi export ndjson FOLDER`: every record of the clinic as FHIR R4, one file per type."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.texts import Texts
from sync import ndjson


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Where to."""
    parser.add_argument("kind", choices=("ndjson",), help=words.say("cli.export_kind"))
    parser.add_argument("place", type=Path, metavar="FOLDER", help=words.say("cli.export_place"))
    login_argument(parser, words)


def run(call: Call) -> int:
    """0 when every file stands. KnownError ``exchange_unwritable``."""
    with opened(call) as desk:
        desk.allow("chart.read")  # a copy is encrypted, this is not: it takes whoever may read all of it
        done = ndjson.export(desk.store, call.args.place, desk.allow("backup.make"))
    call.say(call.words.say("cli.clinic_given", {"folder": str(done.folder), "count": sum(done.counts.values())}))
    return 0
