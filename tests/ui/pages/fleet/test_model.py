"""The fleet's model: nothing is shown as a hub that is none, a code is shown once, a person's own computer joins too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.services.fleet import AboveHub, House, JoinCode
from ui import tokens as t
from ui.pages.fleet.gallery import ABOVE, CODE, NOW, SEATS, Hub
from ui.pages.fleet.model import FleetModel
from ui.pages.fleet.words import FleetWords


class Kept(Hub):
    """Remembers what was asked of it."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.asked: list[object] = []

    def invite(self, seat: str, house: House | None = None) -> JoinCode:
        self.asked.append(("invite", seat) if house is None else ("invite", seat, house))
        return super().invite(seat)

    def revoke(self, device: str) -> None:
        self.asked.append(("revoke", device))


def made(hub: Kept) -> FleetModel:
    model = FleetModel(
        hub, SetClock(NOW), lambda on: hub.asked.append(("hub", on)), lambda where, code: hub.asked.append(("join", where, code)), True
    )
    model.load()
    return model


def test_where_there_is_no_hub_the_page_offers_one() -> None:
    hub = Kept(None)
    model = made(hub)
    assert not model.state.is_hub and model.state.trouble is None and model.error is None
    model.switch(True)
    assert hub.asked == [("hub", True)]


def test_a_hub_that_could_not_start_says_why() -> None:
    model = made(Kept(None, AboveHub(), KnownError("hub_port", port=8090)))
    assert not model.state.is_hub and model.state.trouble is not None and model.state.trouble.code == "hub_port"


def test_a_code_is_shown_until_it_is_put_away() -> None:
    hub = Kept()
    model = made(hub)
    model.name(True)
    model.invite("  ")
    assert model.naming and model.code is None and hub.asked == []
    model.invite(" B3 ")
    assert [model.naming, model.code, model.code_for] == [False, CODE, "B3"] and hub.asked == [("invite", "B3")]
    model.put_away()
    assert model.code is None


def test_shutting_out_and_joining_oneself() -> None:
    hub = Kept(SEATS[1:])
    model = made(hub)
    assert not model.own_joined
    model.join_own()
    assert hub.asked == [("invite", "A1"), ("join", "https://127.0.0.1:8090", CODE.code)] and model.told == "joined"
    model.revoke(SEATS[1])
    assert hub.asked[-1] == ("revoke", "d2") and model.told == "revoked"
    assert made(Kept()).own_joined
    assert not made(Kept((replace(SEATS[0], revoked_at="2026-03-04T08:20:00.000Z"),))).own_joined


@pytest.mark.parametrize(
    ("number", "word", "mark", "said"),
    [
        (0, "已是最新", t.Mark.OK, "都已交来，也都已取走。"),
        (1, "落后太久", t.Mark.ATTENTION, "12 条还没交来，1 条被拒收，要在那台电脑上处理，40 条还没取走，最早 昨天 16:20"),
        (2, "稍有落后", t.Mark.WAITING, "3 条还没取走，最早 17:18"),
        (3, "已停用", t.Mark.FAILED, "03-04 停用；以前交来的记录都在。"),
    ],
)
def test_who_is_behind_by_how_much_and_since_when(dressed: object, number: int, word: str, mark: t.Mark, said: str) -> None:
    words = FleetWords()
    assert words.state(SEATS[number], NOW) == (word, mark) and words.standing(SEATS[number], NOW) == said


def test_one_that_never_came_and_one_that_is_silent(dressed: object) -> None:
    words = FleetWords()
    new = replace(SEATS[0], last_seen_at=None, in_touch=False)
    assert words.state(new, NOW)[0] == "还没有来过" and "都已交来" not in words.standing(new, NOW)
    assert words.counted((SEATS[0], new)) == "2 台，其中 1 台落后" and words.counted(SEATS[:1]) == "1 台，都是最新"
    assert words.state(replace(SEATS[0], in_touch=False), NOW) == ("联系不上", t.Mark.WAITING), "no green light for one that is silent"


def test_a_key_that_counts_no_more_is_not_called_good(dressed: object) -> None:
    words = FleetWords()
    assert "密钥有效" in words.seen(SEATS[0], NOW) and SEATS[3].revoked_at
    assert "密钥有效" not in words.seen(SEATS[3], NOW) and "加入" in words.seen(SEATS[3], NOW)


def test_how_far_the_server_above_is(dressed: object) -> None:
    words = FleetWords()
    assert words.above(ABOVE, NOW) == ("7 条等着再传，最早 16:02", t.Mark.WAITING)
    assert words.above(replace(ABOVE, pending=0), NOW) == ("16:00 以前的记录都已再传", t.Mark.OK)
    assert words.above(replace(ABOVE, pending=0, parked=2), NOW) == ("2 条被上级拒收", t.Mark.ATTENTION)
    assert words.above(replace(ABOVE, error="sync_no_name"), NOW)[1] is t.Mark.ATTENTION
    assert words.above(AboveHub(), NOW)[1] is t.Mark.NONE
