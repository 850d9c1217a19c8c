"""`xiangyi rules check FILE`: rule cases from a file, one line per failure and a count at the end."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from app.cli.call import Call
from app.errors import KnownError
from app.rules.cases import FAIL, PASS, SKIPPED, CaseResult, check_file
from app.texts import Texts
from sync.fhir.cases import AREAS


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """check FILE."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="check")
    check = actions.add_parser("check", help=words.say("cli.rules_check"))
    check.add_argument("file", type=Path, metavar="FILE")


def run(call: Call) -> int:
    """0 when no case fails; areas that nobody answers are named and do not fail. KnownError ``file_unreadable``."""
    file: Path = call.args.file
    try:
        results = check_file(file, AREAS)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise KnownError("file_unreadable", file=str(file)) from fault
    for result in results:
        if result.status == FAIL:
            call.say(f"{result.id} {result.area}: {result.detail}")
    _sum_up(call, results)
    return 1 if any(result.status == FAIL for result in results) else 0


def _sum_up(call: Call, results: list[CaseResult]) -> None:
    counts = Counter(result.status for result in results)
    skipped = Counter(result.area for result in results if result.status == SKIPPED)
    if skipped:
        areas = ", ".join(f"{area} ({count})" for area, count in sorted(skipped.items()))
        call.say(call.words.say("cli.rules_skipped", {"areas": areas}))
    call.say(call.words.say("cli.rules_sum", {"passed": counts[PASS], "failed": counts[FAIL], "skipped": counts[SKIPPED]}))
