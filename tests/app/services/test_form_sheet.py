"""A sheet being filled: what is asked, what is proposed, what changes with an answer."""

from __future__ import annotations

from app.domain.filled_form import FormValue, ValueKind
from app.domain.person import Person
from app.rules.forms.reading import library
from app.services.desk import Desk
from app.services.form_records import facts_of, read_records
from app.services.form_sheet import Sheet, changed, cleared, made, told_by_hand
from tests.app.rules.forms.told import DAY, told
from tests.app.services.forms import filled_before
from tests.app.services.rx_clinic import analysed


def sheet(desk: Desk, person: Person, *forms: str) -> Sheet:
    records = desk.store.read(lambda conn: read_records(conn, person, None, DAY, ("王建国", "d")))
    facts = desk.store.read(lambda conn: facts_of(conn, records))
    return made(library(), [library().form(one) for one in forms], records, facts)


def test_only_what_is_asked_as_things_stand_has_a_place(desk: Desk, resident: Person) -> None:
    empty = sheet(desk, resident, "htn_followup", "dm_followup")
    keys = {place.key for place in empty.places}
    assert "symptoms" in keys
    assert not {"symptoms_other", "htn_followup.adr_text", "dorsalis_pedis_side"} & keys
    more = changed(empty, told(symptoms="25", htn_followup__adr="2", dorsalis_pedis="2"))
    assert {"symptoms_other", "htn_followup.adr_text", "dorsalis_pedis_side"} <= {place.key for place in more.places}
    assert "dm_followup.adr_text" not in more.asked


def test_a_score_is_not_missed_before_the_answers_it_is_made_of(desk: Desk, resident: Person) -> None:
    """It comes by itself: no chip and no field asks for it meanwhile; where a form has the judgement alone it is asked."""
    items = {f"adl_{activity}": "1" for activity in ("eating", "grooming", "dressing", "toilet")}
    empty = sheet(desk, resident, "elderly")
    assert {"adl_total", "elder_adl", "elder_cognition", "elder_mood"} <= empty.following
    most = changed(empty, told(**items, cognition_repeat="1", cognition_recall="1", mood_sad="1"))
    assert [one.key for one in most.chips if one.code == "missing"] == ["adl_moving"]
    assert not most.is_complete("elderly")
    whole = changed(empty, {**most.typed, **told(adl_moving="1")})
    assert not whole.following and whole.is_complete("elderly") and whole.values["adl_total"].one == "0"
    assert "elder_adl" in {one.key for one in sheet(desk, resident, "exam").chips}


def test_proposals_are_habits_of_the_last_form_that_had_them(desk: Desk, resident: Person) -> None:
    filled_before(desk, resident.id, "exam", 200, smoking="3", smoke_per_day="10", weight="63", lips="1")
    filled_before(desk, resident.id, "htn_followup", 90, smoke_per_day="5", salt="9")
    found = sheet(desk, resident, "exam", "htn_followup").proposals
    assert (found["smoke_per_day"].value.one, found["smoke_per_day"].form) == ("5", "高血压患者随访服务记录表")
    assert (found["smoking"].value.one, found["smoking"].form) == ("3", "健康体检表")
    assert not {"weight", "lips", "salt"} & found.keys()  # measured, looked at, a code nobody knows


def test_an_earlier_laboratory_result_is_proposed_without_a_form(desk: Desk, resident: Person) -> None:
    analysed(desk, resident.id, "HBA1C", "6.8", "%", days_ago=20)
    proposal = sheet(desk, resident, "dm_followup").proposals["hba1c"]
    assert (proposal.value.one, proposal.form, proposal.day.isoformat()) == ("6.8", "", "2026-02-13")


def test_a_finding_about_a_hidden_field_leads_to_the_one_that_is_shown(desk: Desk, resident: Person) -> None:
    joined = sheet(desk, resident, "htn_followup", "dm_followup")
    assert {one.key for one in joined.of_form("dm_followup") if one.label == "症状"} == {"symptoms"}
    alone = sheet(desk, resident, "dm_followup")
    assert {one.key for one in alone.of_form("dm_followup") if one.label == "症状"} == {"dm_symptoms"}


def test_a_sheet_of_everything_joins_and_settles(desk: Desk, resident: Person) -> None:
    everything = sheet(desk, resident, *library().forms)
    keys = [place.key for section in everything.sections for place in section.places]
    assert len(keys) == len(set(keys))
    assert not any(everything.is_complete(form) for form in library().forms)


def test_typed_codes_stand_in_the_forms_order() -> None:
    one = library().fields["danger_signs"]
    assert told_by_hand(one, ["7", "3", "99"]).told == ("3", "7", "99")
    assert cleared(one) == FormValue(ValueKind.CHOICES, ())
