"""Carrying by stick over real couriers: there, back, again, pulled, and two people who compare a number first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.services.couriers import Couriers, FileTaken, Hand
from app.store import sync_state
from sync.courier.desk import Courier
from sync.courier.hand import CourierHand, seat_hand
from sync.hub.courier import HubLedger, answering
from sync.hub.store import HubStore
from ui import tokens as t
from ui.pages.courier.gallery import CARRIED, NOW, TOWN
from ui.pages.courier.model import HUB, SEAT, CourierModel, Stick, Taken
from ui.pages.courier.sticks import is_plugged, plugged
from ui.pages.courier.words import CourierWords
from ui.practice_desk import MORNING, PracticeDesk


@pytest.fixture
def hub(practice: PracticeDesk, tmp_path: Path, request: pytest.FixtureRequest) -> CourierHand:
    store = HubStore(tmp_path / "hub.db", bytes(32), practice.clock)
    request.addfinalizer(store.close)
    ledger = HubLedger(store, "镇卫生院", "")
    return CourierHand(Courier(ledger, practice.clock, server=answering(store)), ledger)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


Make = Callable[[Hand | None], CourierModel]


@pytest.fixture
def make(practice: PracticeDesk, stick: Path) -> Make:
    def made(other: Hand | None = None) -> CourierModel:
        ours, theirs = Couriers(practice.desk), Couriers(practice.desk)
        ours.hand, theirs.hand = seat_hand(practice.desk.store, practice.clock), other
        model = CourierModel({SEAT: ours, HUB: theirs}, lambda: [Stick(stick, "KINGSTON", 8_000_000_000)], SetClock(MORNING))
        model.load()
        return model

    return made


def acquainted(model: CourierModel, hub: CourierHand, stick: Path) -> None:
    model.write_card()
    hub.meet(next(stick.glob("*.card")))
    hub.write_card(stick)
    model.load()
    model.look(model.state.cards[0])
    model.trust()


def test_the_only_stick_is_chosen_by_itself(make: Make, stick: Path) -> None:
    model = make(None)
    assert (model.place, model.has_hub, model.to) == (stick, False, None)


def test_nobody_is_trusted_before_the_numbers_were_compared(make: Make, hub: CourierHand, stick: Path) -> None:
    model = make(None)
    hub.write_card(stick)
    model.load()
    model.look(model.state.cards[0])
    assert model.card is not None and model.card[1].number == hub.own().number and model.state.known == ()
    model.distrust()
    assert model.card is None and model.state.known == ()
    model.write()
    assert model.written is None, "there is nobody to write to"


def test_there_and_back(make: Make, hub: CourierHand, stick: Path, practice: PracticeDesk, dressed: object) -> None:
    words, model = CourierWords(), make(None)
    acquainted(model, hub, stick)
    assert model.told == "met" and model.to is not None and model.to.name == "镇卫生院"
    waits = model.carried.pending
    assert waits and f"有 {waits} 条要带给" in words.waiting(model.carried, "镇卫生院", MORNING)
    model.write()
    assert model.written is not None and "可以拔出 U 盘了" in words.written(model.written) and model.doing == ""
    assert "还没有收到回执" in words.unconfirmed(model.carried, MORNING), "a file on a stick is no upload"
    hub.take(hub.files(stick)[0])
    hub.export(stick, model.state.own.site)
    model.load()
    model.take()
    assert model.taken is not None and [one.error for one in model.taken] == [None]
    assert model.carried.pending == 0 and words.unconfirmed(model.carried, MORNING) == ""
    model.take()
    assert model.taken is not None and model.taken[0].told is not None and model.taken[0].told.repeated


def test_one_file_that_is_refused_keeps_no_other_back(make: Make, hub: CourierHand, stick: Path, dressed: object) -> None:
    model = make(None)
    acquainted(model, hub, stick)
    good = hub.export(stick, model.state.own.site).path
    torn = stick / good.name.replace("00001", "00000")
    torn.write_bytes(good.read_bytes()[:-9])
    model.load()
    model.take()
    assert model.taken is not None
    assert [one.error.code if one.error else "" for one in model.taken] == ["courier_unreadable", ""]
    said, mark = CourierWords().taken(model.taken[0])
    assert "没有写完" in said and "没有改动任何内容" in said and mark is t.Mark.FAILED


def test_a_stick_that_was_pulled_loses_nothing(make: Make, hub: CourierHand, stick: Path) -> None:
    model = make(None)
    acquainted(model, hub, stick)
    before = model.carried.pending
    for file in stick.iterdir():
        file.unlink()
    stick.rmdir()
    stick.write_text("gone")
    model.write()
    assert model.error is not None and model.error.code == "courier_unwritable" and model.doing == ""
    stick.unlink()
    model.load()
    assert model.carried.pending == before and model.carried.seq == 0


def test_the_hub_in_this_workstation_carries_too(make: Make, hub: CourierHand, stick: Path) -> None:
    model = make(hub)
    assert model.has_hub
    acquainted(model, hub, stick)
    model.write()
    model.choose_side(HUB)
    assert model.to is not None and not model.to.is_hub and len(model.state.files) == 1
    model.take()
    model.write_receipt()
    assert model.written is not None and model.written.records == 0
    model.choose_side(SEAT)
    model.take()
    assert model.carried.pending == 0


def test_parting(make: Make, hub: CourierHand, stick: Path, practice: PracticeDesk) -> None:
    model = make(None)
    acquainted(model, hub, stick)
    model.part(model.site)
    assert model.state.known == () and model.to is None and model.told == "parted"
    assert practice.desk.store.read(sync_state.peers), "what is there stays known"


def test_what_became_of_a_file_in_words(dressed: object) -> None:
    words = CourierWords()
    clash = Taken("x", FileTaken(TOWN.name, "feed", 7, news=3, conflicts=1))
    assert words.taken(clash)[1] is t.Mark.ATTENTION and "需要选择 1 项" in words.taken(clash)[0]
    stranger = Taken("x", error=KnownError("courier_unknown_sender"))
    assert "没有登记过" in words.taken(stranger)[0]
    assert words.unconfirmed(CARRIED, NOW).startswith("昨天 17:05 写过第 4 号（9 条）")
    assert words.stick(Stick(Path("x"), "K", 300_000_000)) == "K（剩 300 MB）"


@pytest.mark.parametrize(
    ("root", "windows", "so"),
    [
        ("/media/a/K", False, True),
        ("/run/media/a/K", False, True),
        ("/home", False, False),
        ("/mediathek", False, False),
        ("E:/", True, True),
        ("C:/", True, False),
        ("c:/", True, False),
    ],
)
def test_what_counts_as_a_stick(root: str, windows: bool, so: bool) -> None:
    assert is_plugged(root, windows) is so


def test_looking_for_sticks_harms_nobody() -> None:
    assert all(one.path.is_absolute() for one in plugged())
