"""`xiangyi export ndjson FOLDER | forms FOLDER`: every record of the clinic as FHIR R4, or its public-health forms as Excel."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.clock import local_day
from app.domain.dates import read_date
from app.errors import KnownError
from app.services.desk import Desk
from app.services.form_export import FormExport
from app.texts import Texts
from sync import ndjson


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """What, and where to."""
    parser.add_argument("kind", choices=tuple(_KINDS), help=words.say("cli.export_kind"))
    parser.add_argument("place", type=Path, metavar="FOLDER", help=words.say("cli.export_place"))
    parser.add_argument("--form", action="append", default=[], metavar="CODE", help=words.say("cli.export_form"))
    parser.add_argument("--since", metavar="YYYY-MM-DD", help=words.say("cli.export_since"))
    parser.add_argument("--until", metavar="YYYY-MM-DD", help=words.say("cli.export_until"))
    login_argument(parser, words)


def run(call: Call) -> int:
    """0 when every file stands. KnownError ``exchange_unwritable``, ``table_unwritable``, ``form_unknown``, ``day_unreadable``."""
    with opened(call) as desk:
        return _KINDS[call.args.kind](call, desk)


def _ndjson(call: Call, desk: Desk) -> int:
    desk.allow("chart.read")  # a copy is encrypted, this is not: it takes whoever may read all of it
    done = ndjson.export(desk.store, call.args.place, desk.allow("backup.make"))
    call.say(call.words.say("cli.clinic_given", {"folder": str(done.folder), "count": sum(done.counts.values())}))
    return 0


def _forms(call: Call, desk: Desk) -> int:
    desk.allow("backup.make")
    export, today = FormExport(desk), local_day(desk.clock.now())
    first, last = _day(call.args.since, date(today.year, 1, 1)), _day(call.args.until, today)
    _folder(call.args.place)
    done = export.save(call.args.place, first, last, call.args.form)
    for one in done:
        call.say(call.words.say("cli.forms_given", {"title": one.title, "count": one.count, "file": str(one.file)}))
    if not done:
        call.say(call.words.say("cli.forms_none"))
    return 0


def _folder(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise KnownError("table_unwritable", file=str(place)) from fault


def _day(text: str | None, otherwise: date) -> date:
    if text is None:
        return otherwise
    day = read_date(text)
    if day is None:
        raise KnownError("day_unreadable", given=text)
    return day


_KINDS = {"ndjson": _ndjson, "forms": _forms}
