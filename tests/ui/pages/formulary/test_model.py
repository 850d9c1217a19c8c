"""The drug list's model over the real services: what is found, confirmed, hidden, taken in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import KnownError
from app.rules.pack import load_pack
from app.services import table_file
from app.services.formulary import UNRULED, Formulary, FormularyList
from app.services.formulary_import import FormularyImport
from tests.ui.pages.later import Later
from ui.pages.formulary.model import FormularyModel
from ui.practice_desk import PracticeDesk

HEAD = "药品名称,规格,单位,医保类别,零售价,批号,有效期至,库存数量"
TABLETS = "苯磺酸氨氯地平片,5mg*28片/盒,盒,甲类,12.60,A1,2027-01-31,12"
GRANULES = "柳河清脑颗粒,4g*15袋/盒,盒,乙类,29.80,C1,2027-02,2"
BAD = "格列吡嗪片,约5mg,盒,甲类,8.60,G1,2027-05,3"


@pytest.fixture
def list_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str) -> Path:
        path = tmp_path / "库存.csv"
        path.write_text("\r\n".join((HEAD, *lines)), encoding="utf-8")
        return path

    return write


@pytest.fixture
def model(practice: PracticeDesk) -> FormularyModel:
    desk = practice.desk
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"formulary.read", "formulary.write", "formulary.confirm"}))
    service = Formulary(desk, load_pack(additions=False))
    return FormularyModel(service, FormularyImport(desk, service), practice.clock, keeps=True, confirms=True)


def planned(model: FormularyModel) -> bool:
    return model.plan is not None


def test_a_file_is_looked_at_before_it_is_taken_in(model: FormularyModel, list_file: Callable[..., Path]) -> None:
    model.look_at(list_file(TABLETS, GRANULES))
    assert model.plan is not None and len(model.plan.products) == 2
    model.choose("amlodipine-tab")
    assert model.chosen is not None and model.chosen.row.stock is None
    model.take()
    assert model.told == ("taken", "2") and not planned(model)
    assert {row.drug for row in model.found.rows[:2]} >= {"amlodipine-tab"}


@pytest.mark.parametrize(("typed", "fen"), [("21.6", 2160), (" 13.905 ", 1391), ("", None), ("abc", 1260), ("NaN", 1260), ("1e99", 1260)])
def test_a_price_as_typed(model: FormularyModel, list_file: Callable[..., Path], typed: str, fen: int | None) -> None:
    model.look_at(list_file(TABLETS))
    model.take()
    model.choose("amlodipine-tab")
    model.set_price(typed)
    assert model.chosen is not None and model.chosen.row.price_fen == fen
    assert (model.error is None) == (fen != 1260), "what is no price changes nothing"


def test_rows_in_error_stay_until_they_were_saved_or_closed(model: FormularyModel, list_file: Callable[..., Path], tmp_path: Path) -> None:
    model.look_at(list_file(TABLETS, BAD))
    model.take()
    assert model.plan is not None and model.plan.products == () and len(model.plan.refused) == 1
    target = tmp_path / "x.xlsx"
    model.save_refused(target)
    assert model.told == ("saved", str(target)) and "格列吡嗪片" in table_file.rows(target)[1].texts
    model.close_plan()
    assert not planned(model) and model.error is None


def test_what_takes_a_while_is_said_while_it_takes_it(model: FormularyModel, list_file: Callable[..., Path]) -> None:
    later = Later()
    model.attach(lambda: None, later)
    model.look_at(list_file(TABLETS))
    assert model.busy and model.told == ("reading", "库存.csv")
    model.look_at(list_file(GRANULES))
    assert len(later.waiting) == 1, "one file at a time"
    later.next()
    assert planned(model) and model.told == ("", "")
    model.take()
    assert model.busy and model.told[0] == "writing"
    later.next()
    assert model.told == ("taken", "1")


def test_a_file_that_cannot_be_read_says_so(model: FormularyModel, tmp_path: Path) -> None:
    model.look_at(tmp_path / "nothing.csv")
    assert model.plan is None and model.error is not None and model.error.code == "file_unreadable"


def test_a_pharmacist_confirms_and_takes_it_back(model: FormularyModel, list_file: Callable[..., Path]) -> None:
    model.look_at(list_file(TABLETS, GRANULES))
    model.take()
    model.choose_view(UNRULED)
    assert [row.name for row in model.found.rows] == ["柳河清脑颗粒"]
    model.choose(model.found.rows[0].drug)
    model.confirm()
    assert model.told[0] == "confirmed" and model.chosen is not None and model.chosen.genuine and model.found.rows[0].confirmed
    model.withdraw()
    assert not model.chosen.row.confirmed
    model.hide(True)
    assert model.chosen.row.hidden and model.told[0] == "hidden"
    model.hide(False)
    assert not model.chosen.row.hidden


def test_letters_typed_while_it_reads_are_read_afterwards(model: FormularyModel) -> None:
    later = Later()
    model.attach(lambda: None, later)
    model.look_for("a")
    model.look_for("al")
    model.look_for("aldp")
    assert len(later.waiting) == 1
    later.next()
    assert len(later.waiting) == 1, "one more, for what is wanted now"
    later.next()
    assert later.waiting == [] and model.found.rows[0].drug == "amlodipine-tab"


def test_a_refusal_is_told_and_the_next_letters_are_read(model: FormularyModel) -> None:
    failing = [KnownError("store_closed")]

    def run(work: Callable[[], FormularyList], done: Callable[[FormularyList], None], failed: Callable[[KnownError], None]) -> None:
        if failing:
            failed(failing.pop())
        else:
            done(work())

    model.attach(lambda: None, run)  # type: ignore[arg-type]
    model.look_for("a")
    assert model.error is not None and model.error.code == "store_closed"
    model.look_for("aldp")
    assert model.found.rows[0].drug == "amlodipine-tab"
