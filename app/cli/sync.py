"""`xiangyi sync --once`: one pass against the upstream; an open workstation is asked to run it itself. `sync courier …`: by hand.

`sync login …` and `sync join …` choose the upstream.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from app.cli import courier, upstream
from app.cli.arguments import Usage
from app.cli.call import Call
from app.cli.opened import login_argument, opened
from app.clock import SystemClock
from app.errors import KnownError
from app.main import PASS_SECONDS
from app.services.desk import Desk
from app.store import sync_state
from app.texts import Texts
from app.upstream import UPSTREAM, whole_report
from app.wishes import SYNC_NOW, send_wish
from sync import credentials
from sync.clinic import ClinicReplica
from sync.engine import Engine, Report
from sync.holdings import ClinicHoldings


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """How the report is shown, and another upstream."""
    parser.add_argument("--once", action="store_true", help=words.say("cli.sync_once"))
    parser.add_argument("--json", action="store_true", help=words.say("cli.json_report"))
    parser.add_argument("--url", metavar="URL", help=words.say("cli.sync_url"))
    login_argument(parser, words)
    ways = parser.add_subparsers(dest="way", metavar="courier | login | join")
    courier.arguments(ways.add_parser("courier", help=words.say("cli.courier")), words)
    upstream.login_arguments(ways.add_parser("login", help=words.say("cli.sync_login"), allow_abbrev=False), words)
    upstream.join_arguments(ways.add_parser("join", help=words.say("cli.sync_join")), words)


def run(call: Call) -> int:
    """0 when everything written here is acknowledged. KnownError ``no_upstream``."""
    if call.args.way:
        return _WAYS[call.args.way](call)
    if not call.args.once:
        raise Usage("sync")
    try:
        with opened(call) as desk:
            if call.args.url:
                desk.store.write(lambda uow: credentials.use(uow, UPSTREAM, "cloud", call.args.url), desk.actor).result()
            report = dict(whole_report(desk.store, _pass(desk)))
    except KnownError as error:
        if error.code != "already_open":
            raise
        report = dict(send_wish(call.folder.wish_file, SYNC_NOW, seconds=PASS_SECONDS + 10))
    _show(call, report)
    return 0 if report.get("delivered") else 1


def _pass(desk: Desk) -> Report:
    """Against the server that the setting or --url names, else the one that is known."""
    peers = {one.id for one in desk.store.read(sync_state.upstreams)}
    peer, clock = UPSTREAM if UPSTREAM in peers else next(iter(sorted(peers)), ""), SystemClock()
    link = desk.store.read(lambda conn: credentials.link_of(conn, peer, clock))
    replica = ClinicReplica(desk.store)
    try:
        return Engine(replica, peer, link, clock, holdings=ClinicHoldings(desk.store, replica)).run_once()
    finally:
        link.close()


_WAYS = {"courier": courier.run, "login": upstream.run_login, "join": upstream.run_join}


def _show(call: Call, report: dict[str, Any]) -> None:
    if call.args.json:
        call.say(json.dumps(report, ensure_ascii=False, sort_keys=True))
        return
    known = {name: report.get(name, 0) for name in ("pushed", "pulled", "still_pending", "parked")}
    call.say(call.words.say("cli.sync_report", known))
    if report.get("error"):
        call.say(call.words.say(f"error.{report['error']}.what", report.get("facts") or {}))
