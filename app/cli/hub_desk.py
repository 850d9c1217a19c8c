"""What the keeper of a hub does from the command line: let seats in and out, see who is behind, institutions, the server above, clashes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.cli.arguments import Usage
from app.cli.call import Call
from app.clock import instant, local
from app.hub_room import fleet_of, own_addresses
from app.texts import Texts
from sync.hub.keeper import Keeper
from sync.replica import Ref

_HERE, _THERE = "here", "there"


def arguments(actions: Any, words: Texts) -> None:
    """One verb each."""

    def verb(name: str, *places: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=words.say("cli.hub_" + name.replace("-", "_")))
        for place in places:
            made.add_argument(place.lower(), metavar=place)
        return made

    verb("enrol", "SEAT").add_argument("--institution", default="", metavar="CODE", help=words.say("cli.hub_of"))
    verb("seats").add_argument("--json", action="store_true", help=words.say("cli.json_report"))
    verb("revoke", "SEAT")
    verb("institution", "CODE", "NAME").add_argument("--under", default="", metavar="CODE", help=words.say("cli.hub_under"))
    above = verb("above")
    above.add_argument("url", metavar="URL", nargs="?", help=words.say("cli.hub_above_url"))
    above.add_argument("--code", metavar="CODE", help=words.say("cli.hub_above_code"))
    verb("conflicts")
    verb("settle", "RESOURCE").add_argument("choice", choices=(_HERE, _THERE), help=words.say("cli.hub_choice"))
    verb("trail")
    verb("begin-anew")


def run(call: Call, keeper: Keeper) -> int:
    """0; KnownError where something is not right."""
    return _VERBS[call.args.action](call, keeper)


def _enrol(call: Call, keeper: Keeper) -> int:
    made = keeper.invite(call.args.seat, call.args.institution)
    call.say(call.words.say("cli.hub_code_made", {"code": made.code, "until": _when(made.ends)}))
    for address in own_addresses():
        call.say(f"  xiangyi sync join https://{address}:{call.args.port} {made.code}")
    return 0


def _seats(call: Call, keeper: Keeper) -> int:
    rows = fleet_of(keeper)
    if call.args.json:
        call.say(json.dumps([asdict(row) for row in rows], ensure_ascii=False, sort_keys=True))
        return 0
    for row in rows:
        facts = {name: value if value is not None else "–" for name, value in asdict(row).items()}
        facts |= {name: _when(facts[name]) for name in ("behind_since", "last_seen_at", "revoked_at")}
        state = "revoked" if row.revoked_at else "behind" if row.behind_since else "level" if row.in_touch else "silent"
        call.say(call.words.say(f"cli.hub_seat_{state}", facts))
    if not rows:
        call.say(call.words.say("cli.hub_no_seats"))
    return 0


def _revoke(call: Call, keeper: Keeper) -> int:
    keeper.revoke(call.args.seat)
    call.say(call.words.say("cli.hub_revoked", {"seat": call.args.seat}))
    return 0


def _institution(call: Call, keeper: Keeper) -> int:
    keeper.enter(call.args.code, call.args.name, call.args.under)
    codes = {one.id: one.code for one in keeper.institutions()}
    for one in keeper.institutions():
        call.say(f"{one.code}  {one.name}" + (f"  < {codes.get(one.parent, '')}" if one.parent else ""))
    return 0


def _above(call: Call, keeper: Keeper) -> int:
    if call.args.code and not call.args.url:
        raise Usage("hub above URL --code CODE")
    if call.args.code:
        keeper.join(call.args.url, call.args.code, "hub")
    elif call.args.url:
        keeper.follow(call.args.url)
    now = keeper.upstream()
    key = "cli.hub_above_state" if now.url else "cli.hub_above_none"
    call.say(call.words.say(key, {"url": now.url, "pending": now.pending, "parked": now.parked, "ok": _when(now.last_ok_at)}))
    if now.lost:
        call.say(call.words.say("cli.hub_above_lost", {"lost": now.lost}))
    return 0


def _conflicts(call: Call, keeper: Keeper) -> int:
    for one in keeper.conflicts():
        call.say(str(one.ref))
        for each in one.fields:
            call.say(f"  {each['label']}: {_HERE} {each['here'] or '–'} | {_THERE} {each['there'] or '–'}")
    return 0


def _settle(call: Call, keeper: Keeper) -> int:
    kind, _, key = call.args.resource.partition("/")
    keeper.settle(Ref(kind, key), call.args.choice == _HERE)
    call.say(call.words.say("cli.hub_settled", {"ref": call.args.resource}))
    return 0


def _trail(call: Call, keeper: Keeper) -> int:
    for row in keeper.trail():
        call.say("  ".join((_when(row.at), row.outcome, row.action, row.client or "–", row.target, row.reason)).rstrip())
    return 0


def _begin_anew(call: Call, keeper: Keeper) -> int:
    keeper.begin_anew()
    call.say(call.words.say("cli.hub_begun_anew"))
    return 0


def _when(at: str | None) -> str:
    """An instant on the clinic's wall clock."""
    return local(instant(at)).strftime("%m-%d %H:%M") if at and at[0].isdigit() else "–"


_VERBS: dict[str, Callable[[Call, Keeper], int]] = {
    "enrol": _enrol,
    "seats": _seats,
    "revoke": _revoke,
    "institution": _institution,
    "above": _above,
    "conflicts": _conflicts,
    "settle": _settle,
    "trail": _trail,
    "begin-anew": _begin_anew,
}
