"""疾控应急: people registered one line each; those on record found; nothing half there; nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.encounter import EncounterStatus
from app.domain.person import IdKind, Person
from app.errors import KnownError
from app.services.desk import Desk
from app.services.emergency_batch import FORM, NEW, EmergencyBatch
from app.services.table_file import rows as table_rows
from app.store import encounters, filled_forms, people
from tests.app.conftest import id_number

EVENT = "3月5日柳树村腹泻"


@pytest.fixture
def batch(desk: Desk) -> EmergencyBatch:
    return EmergencyBatch(desk)


def test_a_stranger_is_registered_with_a_visit_and_the_signs(desk: Desk, batch: EmergencyBatch) -> None:
    row = batch.register("赵大娘 女71 13700002231 河湾村 /35", EVENT)
    assert (row.number, row.name, row.age, row.village, row.signs, row.urgent) == (1, "赵大娘", "71", "河湾村", ("3", "5"), True)
    person = desk.store.read(lambda conn: people.get(conn, row.person))
    visit = desk.store.read(lambda conn: encounters.get(conn, row.encounter))
    form = desk.store.read(lambda conn: filled_forms.get(conn, row.form))
    assert person is not None and visit is not None and form is not None
    assert person.birth is None and person.number(IdKind.TEMPORARY) and "自述71岁" in person.temporary_reason
    assert visit.status is EncounterStatus.ARRIVED and visit.urgent
    assert form.form == FORM and form.one("age") == "71" and batch.events() == [EVENT]


def test_a_card_finds_who_is_on_record_and_nobody_is_in_the_list_twice(
    desk: Desk, batch: EmergencyBatch, make_person: Callable[..., Person]
) -> None:
    known = make_person()
    number = known.number(IdKind.RESIDENT)
    row = batch.register(f"{number} /1", EVENT, scanned=True)
    assert (row.person, row.name, row.village, row.phone) == (known.id, "王秀英", "柳树村", "13900001234")
    visit = desk.store.read(lambda conn: encounters.get(conn, row.encounter))
    assert visit is not None and visit.identified_by == "card"
    assert batch.preview(f"{number} /1", EVENT).taken
    with pytest.raises(KnownError, match="emergency_taken"):
        batch.register(f"{number} /1", EVENT)
    assert batch.register(f"{number} /1", "另一件事").encounter == row.encounter  # today's visit goes on


def test_whoever_may_be_on_record_is_asked_for(batch: EmergencyBatch, make_person: Callable[..., Person]) -> None:
    known = make_person()
    for text in ("王秀英 女66 柳树村 /", "王秀英 女68 石桥村 /"):
        assert [one.person for one in batch.preview(text, EVENT).alike] == [known.id]
        with pytest.raises(KnownError, match="duplicate_suspected"):
            batch.register(text, EVENT)
    for text in ("王秀英 男67 柳树村 /", "王秀英 女40 柳树村 /", f"王秀英 {id_number(date(1958, 7, 12), 44)} 柳树村 /"):
        assert batch.preview(text, EVENT).alike == ()
    assert batch.register("王秀英 女66 柳树村 /", EVENT, choice=known.id).person == known.id
    assert batch.register("王秀英 女68 石桥村 /", EVENT, choice=NEW).person != known.id
    assert [one.number for one in batch.listed(EVENT)] == [1, 2]


@pytest.mark.parametrize(
    ("text", "event", "code"), [("赵大娘 女71 河湾村 /", " ", "emergency_event"), ("赵大娘 女71 /", EVENT, "emergency_incomplete")]
)
def test_what_is_not_whole_is_not_kept(desk: Desk, batch: EmergencyBatch, text: str, event: str, code: str) -> None:
    with pytest.raises(KnownError, match=code):
        batch.register(text, event)
    assert batch.events() == [] and desk.store.read(lambda conn: people.named(conn, "赵大娘")) == []


def test_another_answer_replaces_the_first_and_keeps_its_place(desk: Desk, batch: EmergencyBatch, clock: SetClock) -> None:
    first = batch.register("赵大娘 女71 河湾村 /", EVENT)
    clock.forward(20)
    batch.register("钱二 男50 河湾村 /5", EVENT)
    clock.forward(20)
    after = batch.change_signs(first.form, ["7"])
    assert (after.number, after.signs, after.urgent) == (1, ("7",), True)
    assert [(one.name, one.signs) for one in batch.listed(EVENT)] == [("赵大娘", ("7",)), ("钱二", ("5",))]
    visit = desk.store.read(lambda conn: encounters.get(conn, after.encounter))
    assert visit is not None and visit.urgent
    with pytest.raises(KnownError, match="record_unknown"):
        batch.change_signs("nothing", ["1"])


def test_what_is_being_typed_is_there_after_a_power_cut(desk: Desk, batch: EmergencyBatch) -> None:
    batch.keep_typing("赵大娘 女7", EVENT, "河湾村")
    desk.store.settle()
    assert EmergencyBatch(desk).typed_before() == ("赵大娘 女7", EVENT, "河湾村")
    batch.register("赵大娘 女71 河湾村 /", EVENT)
    assert EmergencyBatch(desk).typed_before() == ("", "", "")


def test_the_list_is_printed_and_exported(desk: Desk, batch: EmergencyBatch, tmp_path: Path) -> None:
    batch.register("赵大娘 女71 河湾村 /35", EVENT)
    batch.register("钱二 男50 13800001111 河湾村 /", EVENT)
    rows = batch.listed(EVENT)
    pdf = batch.pdf(EVENT, rows)
    batch.printed(pdf)
    batch.export(EVENT, rows, tmp_path / "list.xlsx")
    assert pdf.startswith(b"%PDF")
    table = [[cell.text for cell in row.cells] for row in table_rows(tmp_path / "list.xlsx")]
    assert len(table) == 3 and "呼吸困难、腹泻" in table[1] and "无" in table[2]
