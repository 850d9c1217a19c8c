"""Setting where records go: only whoever keeps the workstation, every change in the trail, no secret in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.errors import KnownError, NotAllowed
from app.services.desk import Desk
from app.services.uplinks import Finding, Uplink, Uplinks, Way, Wish
from app.store.tables.log import audit

WISH = Wish("https://fhir.example/fhir", Way.TOKEN, token="t0ken")


class Line:
    """Remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def known(self) -> Uplink:
        return Uplink("https://fhir.example/fhir")

    def public_key(self) -> str:
        return "{}"

    def new_key(self, algorithm: str) -> str:
        self.asked.append(algorithm)
        return "{}"

    def try_out(self, wish: Wish) -> Sequence[Finding]:
        self.asked.append("try")
        return ()

    def use(self, wish: Wish) -> None:
        self.asked.append("use")

    def join(self, address: str, code: str) -> None:
        if code == "wrong":
            raise KnownError("hub_code_form")
        self.asked.append("join")

    def leave(self) -> None:
        self.asked.append("leave")


@pytest.fixture
def uplinks(desk: Desk) -> Uplinks:
    who = desk.who
    desk.session.set(replace(who, permissions=who.permissions | {"settings.manage", "sync.read"}))
    made = Uplinks(desk)
    made.line = Line()
    return made


def trail(desk: Desk) -> list[tuple[str, str]]:
    rows = desk.store.read(
        lambda conn: conn.execute(select(audit).where(audit.c.type == "upstream").order_by(audit.c.seq)).mappings().all()
    )
    return [(row["action"], row["ref"]) for row in rows]


def test_every_change_stands_in_the_trail_and_no_secret_does(uplinks: Uplinks, desk: Desk) -> None:
    told: list[str] = []
    uplinks.news.subscribe(told.append)
    uplinks.new_key("ES384")
    uplinks.use(WISH)
    uplinks.join("https://192.168.1.5:8090", "7KQ2")
    uplinks.leave()
    assert trail(desk) == [
        ("renew_key", ""),
        ("update", "https://fhir.example/fhir"),
        ("join", "https://192.168.1.5:8090"),
        ("update", ""),
    ]
    assert told == ["renew_key", "update", "join", "update"]
    rows = desk.store.read(lambda conn: conn.execute(select(audit)).all())
    assert not any("t0ken" in str(row) or "7KQ2" in str(row) for row in rows)


def test_a_try_and_a_failure_change_nothing(uplinks: Uplinks, desk: Desk) -> None:
    uplinks.try_out(WISH)
    with pytest.raises(KnownError, match="hub_code_form"):
        uplinks.join("https://192.168.1.5:8090", "wrong")
    assert trail(desk) == []


def test_who_does_not_keep_the_workstation_only_sees_the_address(uplinks: Uplinks, desk: Desk) -> None:
    desk.session.set(replace(desk.who, permissions=frozenset({"sync.read"})))
    assert uplinks.known().url
    for verb in (
        lambda: uplinks.use(WISH),
        lambda: uplinks.join("x", "y"),
        uplinks.leave,
        uplinks.public_key,
        lambda: uplinks.new_key("ES384"),
        lambda: uplinks.try_out(WISH),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert isinstance(uplinks.line, Line) and uplinks.line.asked == []


def test_without_a_way_up_it_says_so(desk: Desk) -> None:
    assert not Uplinks(desk).ready
    desk.session.set(replace(desk.who, permissions=frozenset({"sync.read"})))
    with pytest.raises(KnownError, match="hub_not_here"):
        Uplinks(desk).known()
