"""The scripted day from outside: prepares the clinic, runs the hub, plays both processes, compares, and shows a table."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from app.clock import RunningClock, local
from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.demo.day import Place
from app.demo.play import OFFLINE_VISITS
from app.demo.truth import Verdict, compare
from app.demo.witness_hub import hub_facts
from app.demo.witness_store import store_facts
from app.domain.ids import new_id
from app.errors import KnownError
from app.services.practice import RESIDENTS
from app.store.database import open_raw
from app.store.keyslots import KeySlots
from sync.hub.server import HubServer

Say = Callable[[str], None]

OPENS = 8
"""O'clock: a day told late in the evening is over before midnight too, when what was signed runs out."""
MARKER = ".xiangyi-demo-day"
"""Stands in a folder that a day was played in: only such a folder is emptied for the next one."""


def play(out: Path, say: Say, visits: int = OFFLINE_VISITS, residents: int = RESIDENTS) -> int:
    """Play the day into ``out``; 0 only when every value agrees on both sides. KnownError ``demo_folder_taken``."""
    empty_folder(out)
    place = Place(out, RunningClock(local(RunningClock().now()).replace(hour=OPENS, minute=0, second=0, microsecond=0)), say)
    say(f"准备练习诊所:{residents} 位虚构居民 · preparing the practice clinic: {residents} made-up residents")
    prepare(place.data, place.clock, residents)
    place.mark()
    with HubServer(out / "hub.db", secrets.token_bytes(32)) as hub:
        (out / "peer").write_text(hub.base_url, encoding="utf-8")
        killed = _part(out, "first", visits, hub, say)
        if killed == 0:
            raise KnownError("day_not_killed")
        if killed > 0 and os.name != "nt":
            return killed
        ended = _part(out, "second", visits, hub, say)
        if ended != 0:
            return ended
        verdicts = _compare(place, hub.base_url)
    _pictures(out, say)
    return _table(verdicts, out, say)


def empty_folder(out: Path) -> None:
    """Make it new; only a folder that a demo was left in before is emptied for that. KnownError ``demo_folder_taken``."""
    if out.exists() and any(out.iterdir()) and not (out / MARKER).exists():
        raise KnownError("demo_folder_taken", folder=str(out))
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARKER).write_text(new_id(), encoding="utf-8")


def _part(out: Path, name: str, visits: int, hub: HubServer, say: Say) -> int:
    """Run one process and do to the world what it asks; its exit code, negative when it was killed."""
    command = [sys.executable, "-m", "app.demo.play", str(out), name, str(visits)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, encoding="utf-8") as child:
        assert child.stdin is not None and child.stdout is not None
        for line in child.stdout:
            if not line.startswith("@"):
                say(line.rstrip())
                continue
            off = line.strip() == "@network off"
            hub.refuse(off)
            say("网络已断开 · network off" if off else "网络已恢复 · network on")
            child.stdin.write("done\n")
            child.stdin.flush()
    return child.returncode


def _compare(place: Place, hub_url: str) -> list[Verdict]:
    key = KeySlots.load(place.data.keyslots).open(DOCTOR, PASSWORD).data_key
    conn = open_raw(place.data.database, key)
    try:
        return compare(place.truth.read(), list(store_facts(conn)), list(hub_facts(hub_url)))
    finally:
        conn.close()


def _pictures(out: Path, say: Say) -> None:
    command = [sys.executable, "-m", "app.demo.pictures", str(out)]
    done = subprocess.run(command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False)
    if done.returncode:
        say("屏幕截图没有全部完成 · not all screenshots could be taken")


def _table(verdicts: Sequence[Verdict], out: Path, say: Say) -> int:
    lines = [_line(verdict) for verdict in verdicts if not verdict.agrees]
    for what, total in sorted(Counter(verdict.fact.what for verdict in verdicts).items()):
        right = sum(verdict.agrees for verdict in verdicts if verdict.fact.what == what)
        lines.append(f"{what:<12} {right:>4} / {total:<4} {'✓' if right == total else '×'}")
    wrong = sum(not verdict.agrees for verdict in verdicts)
    lines.append(f"{len(verdicts)} 项,{wrong} 项不符 · {len(verdicts)} facts, {wrong} differ")
    for line in lines:
        say(line)
    (out / "day.txt").write_text("\n".join([*map(_line, verdicts), *lines]) + "\n", encoding="utf-8")
    return 1 if wrong or not verdicts else 0


def _line(verdict: Verdict) -> str:
    fact = verdict.fact
    when = f"{fact.at:%H:%M:%S}" if fact.at else "        "
    who = f"…{fact.id_number[-4:]}"
    return f"{who} {fact.what:<10} {when} {'; '.join(fact.content)[:90]:<90} 本机 {verdict.store} 汇聚 {verdict.hub} {'✓' if verdict.agrees else '×'}"
