"""`xiangyi import ndjson FOLDER | residents FILE | certificate FILE`: records of a clinic, a list of residents, a signing certificate."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.errors import KnownError
from app.services.certificates import Certificates, common_name
from app.services.desk import Desk
from app.services.resident_import import ResidentImport
from app.texts import Texts
from sync import ndjson


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """What is read, and from where."""
    parser.add_argument("kind", choices=("ndjson", "residents", "certificate"), help=words.say("cli.import_kind"))
    parser.add_argument("place", type=Path, metavar="PATH", help=words.say("cli.import_place"))
    parser.add_argument("--file-password-fd", type=int, metavar="N", help=words.say("cli.certificate_password_fd"))
    login_argument(parser, words)


def run(call: Call) -> int:
    """0 when all of it was taken in or kept as received, 1 where something was not. KnownError ``exchange_…``, ``table_…``, ``p12_…``."""
    with opened(call) as desk:
        return _KINDS[call.args.kind](call, desk)


def _residents(call: Call, desk: Desk) -> int:
    found = ResidentImport(desk).take(call.args.place, call.language)
    facts = {"added": found.added, "already": found.already, "proposed": found.proposed, "refused": len(found.refused)}
    call.say(call.words.say("cli.residents_taken", facts))
    if found.unused:
        call.say(call.words.say("cli.residents_unused", {"names": "、".join(found.unused)}))
    if found.errors is not None:
        call.say(call.words.say("cli.residents_errors", {"file": str(found.errors)}))
    return 1 if found.refused else 0


def _clinic(call: Call, desk: Desk) -> int:
    desk.allow("residents.write")
    found = ndjson.take(desk.store, call.args.place, desk.allow("chart.write"))
    one = found.applied
    facts = {"changed": one.changed, "same": one.same, "conflicts": one.conflicts, "kept": sum(found.kept.values()), "aside": one.set_aside}
    call.say(call.words.say("cli.clinic_taken", facts))
    if found.not_taken is not None:
        call.say(call.words.say("cli.clinic_not_taken", {"file": str(found.not_taken)}))
    return 1 if one.conflicts or one.set_aside else 0


def _certificate(call: Call, desk: Desk) -> int:
    file: Path = call.args.place
    try:
        body = file.read_bytes()
    except OSError as error:
        raise KnownError("file_unreadable", file=str(file)) from error
    password = call.secret(call.args.file_password_fd, "cli.certificate_password")
    one = Certificates(desk).take_in(body, password)
    call.say(call.words.say("pdf_signature.taken_in", {"name": common_name(one)}))
    return 0


_KINDS = {"ndjson": _clinic, "residents": _residents, "certificate": _certificate}
