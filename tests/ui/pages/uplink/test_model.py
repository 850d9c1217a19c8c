"""The upload settings' model: what is missing is told, a try keeps nothing, a secret is forgotten once it was used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.errors import KnownError
from app.services.uplinks import Finding, Uplink, Way, Wish
from ui import tokens as t
from ui.pages.uplink.gallery import BAD, COUNTY, GOOD, JOINED, KEYED, Line
from ui.pages.uplink.model import HUB, JOIN, NONE, SEAT, SERVER, Form, UplinkModel
from ui.pages.uplink.words import UplinkWords


class Kept(Line):
    """Remembers what was asked of it."""

    def __init__(self, known: Uplink | None = None, findings: Sequence[Finding] = GOOD) -> None:
        super().__init__(known, findings)
        self.asked: list[object] = []
        self.error: KnownError | None = None

    def try_out(self, wish: Wish) -> Sequence[Finding]:
        self.asked.append(("try", wish))
        if self.error is not None:
            raise self.error
        return super().try_out(wish)

    def use(self, wish: Wish) -> None:
        self.asked.append(("use", wish))

    def join(self, address: str, code: str) -> None:
        self.asked.append(("join", address, code))

    def leave(self) -> None:
        self.asked.append("leave")


def made(line: Kept, hub: Kept | None = None) -> UplinkModel:
    sides: dict[str, Kept] = {SEAT: line} | ({HUB: hub} if hub else {})
    model = UplinkModel(dict(sides))
    model.load()
    return model


def test_the_form_begins_with_what_is_in_force_but_no_secret() -> None:
    assert made(Kept()).form == Form()
    assert made(Kept(JOINED)).form == Form(JOIN, "https://192.168.1.5:8090")
    assert made(Kept(KEYED)).form == Form(SERVER, COUNTY, way=Way.KEY, client_id=KEYED.client_id, proxy=KEYED.proxy)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, "kind"),
        ({"kind": NONE}, ""),
        ({"kind": SERVER}, "address"),
        ({"kind": SERVER, "address": COUNTY}, ""),
        ({"kind": SERVER, "address": COUNTY, "way": Way.KEY}, "client"),
        ({"kind": JOIN, "address": "https://192.168.1.5:8090"}, "code"),
        ({"kind": JOIN, "address": "https://192.168.1.5:8090", "code": "X"}, ""),
    ],
)
def test_what_is_missing_is_told(dressed: object, values: dict[str, object], missing: str) -> None:
    model = made(Kept())
    model.fill(**values)
    assert model.why_not() == missing and bool(UplinkWords().missing(missing)) == bool(missing)


def test_a_try_uses_what_is_filled_in_and_its_result_goes_with_the_next_key() -> None:
    line = Kept()
    model = made(line)
    model.fill(kind=SERVER, address=COUNTY, way=Way.TOKEN, token="t0ken", authority=Path("county.pem"), proxy="http://p:1")
    assert model.can_try
    model.try_out()
    assert line.asked == [("try", Wish(COUNTY, Way.TOKEN, "", "t0ken", Path("county.pem"), False, "http://p:1"))]
    assert model.findings == GOOD and model.doing == ""
    model.fill(address=COUNTY + "x")
    assert model.findings is None, "it says nothing about another address"
    line.error = KnownError("sync_plaintext", host="x")
    model.try_out()
    assert model.error is line.error and model.findings is None and model.doing == ""


def test_a_token_is_forgotten_here_once_it_was_used() -> None:
    line = Kept()
    model = made(line)
    model.fill(kind=SERVER, address=COUNTY, way=Way.TOKEN, token="t0ken")
    model.use()
    assert model.told == "used" and model.form.token == "" and line.asked[0] == ("use", Wish(COUNTY, Way.TOKEN, token="t0ken"))


def test_joining_and_a_hub_that_moved() -> None:
    line = Kept()
    model = made(line)
    model.fill(kind=JOIN, address=" https://192.168.1.5:8090 ", code="AAAA-BBBB")
    assert not model.can_try, "without the pinned certificate nobody knows whether it is the right one"
    model.use()
    assert line.asked == [("join", "https://192.168.1.5:8090", "AAAA-BBBB")] and model.told == "joined"
    moved = Kept(JOINED)
    model = made(moved)
    model.fill(address="https://192.168.1.9:8090")
    assert model.can_try and model.other_server
    model.use()
    assert moved.asked == [("use", Wish("https://192.168.1.9:8090/fhir", Way.CODE))]


def test_uploading_nothing_any_more() -> None:
    line = Kept(Uplink(COUNTY))
    model = made(line)
    model.fill(kind=NONE)
    model.use()
    assert line.asked == ["leave"] and model.told == "left"


def test_the_hubs_way_up_beside_the_workstations() -> None:
    seat, hub = Kept(JOINED), Kept()
    model = made(seat, hub)
    assert model.has_hub
    model.choose_side(HUB)
    model.fill(kind=SERVER, address=COUNTY)
    model.use()
    assert hub.asked and not seat.asked
    assert not made(Kept()).has_hub


def test_the_public_key_is_fetched_when_it_is_wanted_and_saved_as_a_file(tmp_path: Path) -> None:
    model = made(Kept())
    assert model.key == ""
    model.fill(kind=SERVER, way=Way.KEY)
    assert model.key == '{"keys": []}'
    model.new_key("RS384")
    assert model.key == '{"keys": [{}]}' and model.told == "key"
    model.save_key(tmp_path / "jwks.json")
    assert (tmp_path / "jwks.json").read_text() == '{"keys": [{}]}\n' and model.told == "key_saved"
    model.save_key(tmp_path / "nowhere" / "jwks.json")
    assert model.error is not None and model.error.code == "uplink_key_file"


def test_what_the_county_fixed_is_not_changed_here(dressed: object) -> None:
    model = made(Kept(Uplink(COUNTY, fixed=True)))
    model.fill(kind=NONE)
    assert model.why_not() == "fixed" and "县里统一设定" in UplinkWords().in_force(model.known, SEAT)


def test_changing_over_says_what_it_means(dressed: object) -> None:
    words = UplinkWords()
    model = made(Kept(Uplink(COUNTY)))
    assert words.take_over(model) == "从现在起用这个设置？"
    model.fill(address="https://another.example/fhir")
    assert COUNTY in words.take_over(model) and "同时只用一台" in words.take_over(model) and "不会重复" in words.take_over(model)
    model.fill(kind=JOIN, code="AAAA")
    assert "断开时临时顶上" in words.take_over(model)
    model.fill(kind=NONE)
    assert "数据都留在本机" in words.take_over(model)


def test_a_try_in_words(dressed: object) -> None:
    words = UplinkWords()
    assert [words.finding(one)[1] for one in GOOD] == [t.Mark.OK] * 5
    assert [words.finding(one)[1] for one in BAD] == [t.Mark.OK, t.Mark.FAILED, t.Mark.ATTENTION]
    assert "没有发送任何内容" in words.finding(BAD[1])[0] and "640 秒" in words.finding(BAD[2])[0]
    assert [words.step(one) for one in GOOD] == ["连接", "证书", "登录", "服务器", "时间"]
