"""`xiangyi rules …`: cases from a file; the catalogue; the rules in use, and signed rule packs: looked at, used, given up again, made."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from app.cli import rules_publish
from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.errors import KnownError
from app.rules.cases import FAIL, PASS, SKIPPED, CaseResult, check_file
from app.rules.pack import load_pack
from app.rules.supervision import supervision_rules
from app.services.preferences import Preferences
from app.services.rule_packs import Inspected, RulePacks
from app.services.rule_words import told_difference, told_in_use, told_offer, told_pack
from app.texts import Texts
from sync.fhir.cases import AREAS

PUBLISH = "publish"
_WITH_PLACE = ("verify", "use", "copy", "sign", PUBLISH)


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """check FILE, or a verb of rule packs."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="check|list|show|offers|verify|use|back|copy|sign|key|publish")
    check = actions.add_parser("check", help=words.say("cli.rules_check"))
    check.add_argument("place", type=Path, metavar="FILE")
    listed = actions.add_parser("list", help=words.say("cli.rules_list"))
    listed.add_argument("--json", action="store_true", help=words.say("cli.json_report"))
    for verb in (*_VERBS, PUBLISH):
        made = actions.add_parser(verb, help=words.say(f"cli.rules_{verb}"))
        login_argument(made, words)
        if verb in _WITH_PLACE:
            made.add_argument("place", type=Path, metavar="FOLDER" if verb == "copy" else "FILE")
        if verb == "sign":
            made.add_argument("--out", type=Path, metavar="FILE", help=words.say("cli.rules_out"))


def run(call: Call) -> int:
    """0 when it was done. KnownError ``file_unreadable`` and those of :class:`RulePacks`."""
    if call.args.action == "check":
        return _check(call)
    if call.args.action == "list":
        return _list(call)
    if call.args.action == PUBLISH:
        return rules_publish.run(call)
    with opened(call) as desk:
        packs = RulePacks(desk, load_pack(), Preferences(desk, call.folder.site_file).now)
        return _VERBS[call.args.action](call, packs)


def _check(call: Call) -> int:
    """0 when no case fails; areas that nobody answers are named and do not fail."""
    file: Path = call.args.place
    try:
        results = check_file(file, AREAS)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise KnownError("file_unreadable", file=str(file)) from fault
    for result in results:
        if result.status == FAIL:
            call.say(f"{result.id} {result.area}: {result.detail}")
    _sum_up(call, results)
    return 1 if any(result.status == FAIL for result in results) else 0


def _list(call: Call) -> int:
    """The catalogue as the insurance describes its rules; codes and Chinese terms in every language."""
    rules = supervision_rules().values()
    if call.args.json:
        call.say(json.dumps([asdict(rule) for rule in rules], ensure_ascii=False, indent=1))
        return 0
    for rule in rules:
        call.say(
            f"{rule.code}  {rule.family} · {rule.result} · {'、'.join(rule.stages)} · {'、'.join(rule.scenes)} · {rule.period}：{rule.logic}"
        )
    return 0


def _sum_up(call: Call, results: list[CaseResult]) -> None:
    counts = Counter(result.status for result in results)
    skipped = Counter(result.area for result in results if result.status == SKIPPED)
    if skipped:
        areas = ", ".join(f"{area} ({count})" for area, count in sorted(skipped.items()))
        call.say(call.words.say("cli.rules_skipped", {"areas": areas}))
    call.say(call.words.say("cli.rules_sum", {"passed": counts[PASS], "failed": counts[FAIL], "skipped": counts[SKIPPED]}))


def _show(call: Call, packs: RulePacks) -> int:
    return _say(call, told_in_use(call.words, packs.now()))


def _verify(call: Call, packs: RulePacks) -> int:
    found = _inspected(call, packs)
    return _say(call, [*told_pack(call.words, found), *told_difference(call.words, found)])


def _offers(call: Call, packs: RulePacks) -> int:
    """Each with the name by which it is looked at and used."""
    found = packs.offers()
    for one in found:
        call.say(f"{one.id}  {told_offer(call.words, one)}")
    return 0 if found else _say(call, [call.words.say("rule_pack.no_offers")])


def _inspected(call: Call, packs: RulePacks) -> Inspected:
    """A file, or what a server publishes by its id."""
    place: Path = call.args.place
    if not place.exists() and any(one.id == str(place) for one in packs.offers()):
        return packs.inspect_offer(str(place))
    return packs.inspect(place)


def _say(call: Call, lines: list[str]) -> int:
    for line in lines:
        call.say(line)
    return 0


def _use(call: Call, packs: RulePacks) -> int:
    packs.use(_inspected(call, packs))
    call.say(call.words.say("rule_pack.used"))
    return _show(call, packs)


def _back(call: Call, packs: RulePacks) -> int:
    packs.back()
    call.say(call.words.say("rule_pack.went_back"))
    return _show(call, packs)


def _copy(call: Call, packs: RulePacks) -> int:
    call.say(call.words.say("rule_pack.copied", {"folder": str(packs.copy(call.args.place))}))
    return 0


def _sign(call: Call, packs: RulePacks) -> int:
    file, one = packs.sign(call.args.place, call.args.out)
    call.say(call.words.say("rule_pack.signed", {"file": str(file), "count": len(one.signatures)}))
    return 0


def _key(call: Call, packs: RulePacks) -> int:
    call.say(packs.own_key())
    return 0


_VERBS = {"show": _show, "offers": _offers, "verify": _verify, "use": _use, "back": _back, "copy": _copy, "sign": _sign, "key": _key}
