"""`xiangyi verify`: the audit chain and every row that it vouches for; with --pdf FILE who signed a PDF and whether it is untouched."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.errors import KnownError
from app.services.keeping import verify
from app.services.pdf_signing import PdfSigning
from app.services.pdf_words import told_verdict
from app.texts import Texts


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Whose password, and a PDF to look at instead."""
    login_argument(parser, words)
    parser.add_argument("--pdf", type=Path, metavar="FILE", help=words.say("cli.verify_pdf"))


def run(call: Call) -> int:
    """0 when everything fits; each flaw is a line with its table and record. A PDF: 0 when known people signed it and it is untouched."""
    if call.args.pdf is not None:
        return _pdf(call, call.args.pdf)
    with opened(call) as desk:
        flaws = verify(desk)
    for flaw in flaws:
        call.say(call.words.say(f"flaw.{flaw.code}", {"type": flaw.type, "ref": flaw.ref}))
    call.say(call.words.say("cli.verify_flaws", {"count": len(flaws)}) if flaws else call.words.say("cli.verify_sound"))
    return 1 if flaws else 0


def _pdf(call: Call, file: Path) -> int:
    try:
        body = file.read_bytes()
    except OSError as error:
        raise KnownError("file_unreadable", file=str(file)) from error
    with opened(call) as desk:
        verdict = PdfSigning(desk).check(body)
    for line in told_verdict(call.words, verdict):
        call.say(line)
    return 0 if verdict.sound else 1
