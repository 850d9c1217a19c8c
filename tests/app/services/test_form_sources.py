"""Where a value of a form came from."""

from __future__ import annotations

from app.domain.encounter import Encounter
from app.domain.ids import new_id
from app.domain.measurement import MeasurementKind
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.services.desk import Desk
from app.services.form_sources import Origin, origin_of
from app.store import measurements
from app.texts import load_texts
from tests.app.services.forms import filled_before, measure
from tests.app.services.rx_clinic import measured


def origin(desk: Desk, source: str) -> Origin:
    return desk.store.read(lambda conn: origin_of(conn, source))


def test_what_was_measured_says_when_and_whether_by_hand(desk: Desk, resident: Person) -> None:
    made = measure(desk, resident.id, MeasurementKind.WEIGHT, weight="61.5")
    found = origin(desk, f"measurement:{made.id}")
    assert (found.kind, found.at, found.about, found.by_hand, found.stands) == ("measurement", made.measured_at, "weight", False, True)
    desk.store.write(lambda uow: measurements.mark_error(uow, made.id, "别人的")).result()
    assert not origin(desk, f"measurement:{made.id}").stands
    measured(desk, resident.id, MeasurementKind.WAIST, "88", "cm")
    typed = desk.store.read(lambda conn: measurements.latest(conn, [resident.id], MeasurementKind.WAIST))
    assert typed is not None
    assert origin(desk, f"measurement:{typed.id}").by_hand


def test_forms_sheets_visits_and_people(desk: Desk, resident: Person, visit: Encounter, signed: Prescription) -> None:
    form = filled_before(desk, resident.id, "htn_followup", 90, salt="2")
    assert (origin(desk, f"filled_form:{form.id}").about, origin(desk, f"filled_form:{form.id}").by) == ("htn_followup", "王建国")
    assert origin(desk, f"prescription:{signed.id}").about == signed.number
    assert origin(desk, f"encounter:{visit.id}").at == visit.opened_at
    assert origin(desk, f"practitioner:{desk.who.practitioner}").by == "王建国"


def test_what_is_not_here_is_named_by_its_kind(desk: Desk) -> None:
    assert origin(desk, "") == Origin("hand", by_hand=True)
    assert origin(desk, "computed") == Origin("computed")
    for kind in ("measurement", "filled_form", "prescription", "condition", "allergy", "encounter", "person"):
        ref = new_id()
        assert origin(desk, f"{kind}:{ref}") == Origin(kind, ref)
    for language in ("zh_CN", "en"):
        words = load_texts(language).tables["form_source"]
        assert {
            "hand",
            "computed",
            "measurement",
            "filled_form",
            "prescription",
            "condition",
            "allergy",
            "encounter",
            "person",
        } <= words.keys()
