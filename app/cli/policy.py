"""`xiangyi policy …`: the county's review policy, what a clinic may give out before a pharmacist has looked: shown, verified, taken in, signed."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.services.policy_words import told_now, told_seen
from app.services.preferences import Preferences
from app.services.site_policy import SitePolicies
from app.texts import Texts


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """show, or a verb with FILE."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(_VERBS))
    for verb in _VERBS:
        made = actions.add_parser(verb, help=words.say(f"cli.policy_{verb}"))
        login_argument(made, words)
        if verb != "show":
            made.add_argument("place", type=Path, metavar="FILE")
        if verb == "sign":
            made.add_argument("--out", type=Path, metavar="FILE", help=words.say("cli.rules_out"))


def run(call: Call) -> int:
    """0 when it was done; ``show`` gives 1 where no policy holds. KnownError as :class:`SitePolicies` raises them."""
    with opened(call) as desk:
        return _VERBS[call.args.action](call, SitePolicies(desk, Preferences(desk, call.folder.site_file).now))


def _show(call: Call, policies: SitePolicies) -> int:
    now = policies.now()
    _say(call, told_now(call.words, now))
    return 0 if now.trouble is None else 1


def _verify(call: Call, policies: SitePolicies) -> int:
    return _say(call, told_seen(call.words, policies.inspect(call.args.place)))


def _use(call: Call, policies: SitePolicies) -> int:
    policies.use(policies.inspect(call.args.place))
    call.say(call.words.say("policy.used"))
    return _show(call, policies)


def _sign(call: Call, policies: SitePolicies) -> int:
    file, one = policies.sign(call.args.place, call.args.out)
    call.say(call.words.say("policy.signed", {"file": str(file), "count": len(one.signatures)}))
    return 0


def _say(call: Call, lines: list[str]) -> int:
    for line in lines:
        call.say(line)
    return 0


_VERBS = {"show": _show, "verify": _verify, "use": _use, "sign": _sign}
