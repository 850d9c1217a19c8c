"""Registering, finding and recognising people: nobody twice, nobody mixed up (H1, H20, T21)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.clock import SetClock, iso
from app.domain.clinical import Allergy, Answer, Fact, FactKind
from app.domain.ids import new_id
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, Source, TimeBasis
from app.domain.person import Identifier, IdKind, Person
from app.errors import KnownError, NotAllowed
from app.logs import mask
from app.services.desk import Desk
from app.services.residents import ResidentForm, Residents, form_of
from app.store import clinical, measurements, people
from app.store.tables.log import audit
from tests.app.conftest import id_number

MakePerson = Callable[..., Person]
BIRTH = date(1958, 7, 12)
WANG = ResidentForm("王秀英", id_number(BIRTH, 24), phone="13900001234", village="柳树村", householder="王大山")


@pytest.fixture
def residents(desk: Desk) -> Residents:
    return Residents(desk)


def refused(wanted: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as caught:
        wanted()
    return caught.value


def test_a_registered_resident_is_found_with_age_and_masked_number(residents: Residents) -> None:
    one = residents.register(WANG)
    (row,) = residents.search("wxy")
    assert (row.id, row.age_text, row.id_masked) == (one.id, "67岁", "410102********" + one.identifiers[0].value[-4:])
    assert residents.get(one.id) == one


def test_a_form_with_problems_is_not_saved(residents: Residents) -> None:
    error = refused(lambda: residents.register(replace(WANG, name="", sex="1")))
    assert (error.code, error.facts) == ("resident_form", {"count": 2})
    assert residents.search("柳树") == []


def test_the_same_number_is_the_same_human(residents: Residents) -> None:
    one = residents.register(WANG)
    for despite in (False, True):
        error = refused(lambda despite=despite: residents.register(replace(WANG, name="王秀云"), despite))  # type: ignore[misc]
        assert (error.code, error.facts) == ("duplicate_resident", {"person": one.id})


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({"village": "八里台", "phone": ""}, True),  # same name and birth
        ({"birth": "1958-07-13"}, True),  # same name, village and phone
        ({"birth": "1958-07-13", "phone": "13700000000"}, False),
        ({"birth": "1958-07-13", "village": "八里台"}, False),
        ({"name": "王秀云"}, False),
    ],
)
def test_who_may_be_the_same_is_warned_of(residents: Residents, other: dict[str, str], alike: bool) -> None:
    one = residents.register(WANG)
    form = replace(replace(WANG, id_number="", temporary_reason="证件丢失", sex="2", birth="1958-07-12"), **other)  # type: ignore[arg-type]
    assert [row.id for row in residents.duplicates(form)] == ([one.id] if alike else [])
    if alike:
        error = refused(lambda: residents.register(form))
        assert (error.code, error.facts) == ("duplicate_suspected", {"count": 1})
    assert residents.register(form, despite_duplicates=True).id != one.id


def test_temporary_numbers_count_up_and_are_never_id_numbers(residents: Residents, clock: SetClock) -> None:
    form = ResidentForm("新生儿", sex="1", birth="2026-03-05", temporary_reason="新生儿，未上户口")
    numbers = [residents.register(form, despite_duplicates=True).number(IdKind.TEMPORARY) for _ in range(3)]
    clock.forward(86400)
    numbers.append(residents.register(form, despite_duplicates=True).number(IdKind.TEMPORARY))
    assert numbers == [f"TPDY00000141010211A1001-A1-{day}" for day in ("20260305-001", "20260305-002", "20260305-003", "20260306-001")]


def test_a_temporary_resident_gets_their_number_later(residents: Residents) -> None:
    one = residents.register(replace(WANG, id_number="", sex="2", birth="1958-07-12", temporary_reason="证件丢失"))
    assert residents.change(one.id, replace(form_of(one), phone="13700000000")).temporary_reason == "证件丢失"
    after = residents.change(one.id, replace(form_of(one), id_number=WANG.id_number))
    assert after.number(IdKind.RESIDENT) == WANG.id_number and after.number(IdKind.TEMPORARY) == one.number(IdKind.TEMPORARY)
    assert residents.by_number(WANG.id_number) == after


def test_a_change_may_not_take_somebody_else_s_number(residents: Residents) -> None:
    one = residents.register(WANG)
    other = residents.register(ResidentForm("李四", id_number(date(1970, 1, 1), 1)))
    error = refused(lambda: residents.change(other.id, replace(form_of(other), id_number=WANG.id_number, birth="", sex="")))
    assert (error.code, error.facts) == ("duplicate_resident", {"person": one.id})
    assert residents.change(one.id, replace(form_of(one), householder="王二")).householder == "王二"


def test_nobody_is_unknown(residents: Residents) -> None:
    for wanted in (lambda: residents.get("x"), lambda: residents.banner("x"), lambda: residents.change("x", WANG)):
        assert refused(wanted).code == "person_unknown"


def test_a_card_or_slip_names_its_holder(residents: Residents) -> None:
    one = residents.register(replace(WANG, record_no="41010200120100001"))
    number = WANG.id_number
    for text in (number, number.lower(), f" {number[:6]} {number[6:]} ", "41010200120100001", one.id):
        assert residents.by_number(text) == one
    for text in ("", number[:17], "13900001234", "王秀英"):
        assert residents.by_number(text) is None


def test_a_number_of_two_humans_names_nobody(residents: Residents, make_person: MakePerson, desk: Desk) -> None:
    """Pulled records can share a number before anybody has looked at them."""
    a, b = make_person(serial=24), make_person(serial=24)
    assert refused(lambda: residents.by_number(WANG.id_number)).facts == {"count": 2}
    desk.store.write(lambda uow: people.link(uow, a.id, b.id, "一人两档")).result()
    found = residents.by_number(WANG.id_number)
    assert found is not None and found.id in (a.id, b.id)


@pytest.mark.parametrize(
    ("kind", "text", "fits"),
    [
        ("birth", "1958-7-12", True),
        ("birth", "19580712", True),
        ("birth", "1958-07-13", False),
        ("phone", "1234", True),
        ("phone", "234", False),
        ("phone", "4321", False),
        ("householder", "王大山", True),
        ("householder", "王", False),
        ("id_tail", WANG.id_number[-4:], True),
        ("id_tail", "0000", False),
        ("anything", "1958-07-12", False),
        ("birth", "", False),
    ],
)
def test_a_second_identifier_fits_or_is_refused_in_the_trail(residents: Residents, desk: Desk, kind: str, text: str, fits: bool) -> None:
    one = residents.register(WANG)
    assert residents.second_identifier(one.id, kind, text) is fits
    told = desk.store.read(lambda conn: conn.execute(select(audit.c.person).where(audit.c.action == "identify")).scalars().all())
    assert told == ([] if fits else [one.id])


def test_what_was_not_asked_is_not_none(residents: Residents, make_person: MakePerson, desk: Desk, clock: SetClock) -> None:
    """H17."""
    one = make_person()
    assert residents.banner(one.id).allergy_known is Answer.NOT_ASKED and residents.banner(one.id).allergy_asked_on is None
    fact = Fact(new_id(), one.id, FactKind.ALLERGY, Answer.NO, iso(clock.now()), "本人")
    desk.store.write(lambda uow: clinical.answer(uow, fact, None)).result()
    banner = residents.banner(one.id)
    assert banner.allergy_known is Answer.NO and banner.allergy_asked_on == date(2026, 3, 5)


def test_an_allergy_of_a_linked_record_is_shown_and_one_taken_back_is_not(
    residents: Residents, make_person: MakePerson, desk: Desk
) -> None:
    """H5, H7."""
    a, b = make_person(serial=2), make_person(serial=4)
    stands, error = (Allergy(new_id(), b.id, text) for text in ("青霉素", "磺胺"))
    for one in (stands, replace(error, verification="entered-in-error")):
        desk.store.write(lambda uow, one=one: clinical.add_allergy(uow, one, None)).result()  # type: ignore[misc]
    assert residents.banner(a.id).allergies == ()
    desk.store.write(lambda uow: people.link(uow, a.id, b.id, "一人两档")).result()
    banner = residents.banner(a.id)
    assert [allergy.text for allergy in banner.allergies] == ["青霉素"] and banner.allergy_known is Answer.YES


def test_the_banner_says_who_it_is_and_weighs(residents: Residents, make_person: MakePerson, desk: Desk) -> None:
    one = make_person()
    for at, value, error in (("2026-01-01", "60.5", False), ("2026-02-01", "61.5", False), ("2026-03-01", "161.5", True)):
        weighed = Measurement(
            new_id(),
            one.id,
            None,
            MeasurementKind.WEIGHT,
            (MeasuredValue("weight", Decimal(value), "kg"),),
            f"{at}T00:00:00.000Z",
            TimeBasis.ARRIVAL,
            Source.MANUAL,
        )
        desk.store.write(lambda uow, weighed=weighed: measurements.add(uow, weighed)).result()  # type: ignore[misc]
        if error:
            desk.store.write(lambda uow, weighed=weighed: measurements.mark_error(uow, weighed.id, "别人")).result()  # type: ignore[misc]
    banner = residents.banner(one.id)
    assert (banner.person, banner.age_text, banner.village) == (one, "67岁", "柳树村 3组")
    assert banner.weight == (Decimal("61.5"), date(2026, 2, 1)) and banner.egfr is None and banner.pregnant is None
    assert banner.id_masked.startswith("410102****")


def test_a_birth_after_today_opens_all_the_same(residents: Residents, make_person: MakePerson) -> None:
    """H9: the clock of this PC may be wrong; a chart must open."""
    one = make_person(birth=date(2030, 1, 1))
    assert residents.banner(one.id).age_text == ""
    assert residents.search("王秀英")[0].age_text == ""


def test_who_looked_at_whom_is_in_the_trail_without_a_name(residents: Residents, make_person: MakePerson, desk: Desk) -> None:
    one = make_person()
    for _ in range(3):
        residents.banner(one.id)
    desk.store.settle()
    rows = desk.store.read(lambda conn: conn.execute(select(audit).where(audit.c.action == "read")).mappings().all())
    assert [(row["account"], row["person"], row["type"]) for row in rows] == [(desk.who.account, one.id, "person")]
    assert "王" not in rows[0]["detail"]


def test_who_may_not_read_residents_finds_nobody(residents: Residents, make_person: MakePerson, desk: Desk) -> None:
    one = make_person()
    desk.session.set(replace(desk.who, permissions=frozenset({"accounts.manage"})))
    verbs: list[Callable[[], object]] = [
        lambda: residents.search("王"),
        lambda: residents.get(one.id),
        lambda: residents.banner(one.id),
        lambda: residents.by_number(one.identifiers[0].value),
        lambda: residents.duplicates(WANG),
        lambda: residents.second_identifier(one.id, "birth", "1958-07-12"),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb()


def test_who_may_only_read_writes_nothing(residents: Residents, make_person: MakePerson, desk: Desk) -> None:
    one = make_person()
    desk.session.set(replace(desk.who, permissions=frozenset({"residents.read"})))
    assert isinstance(refused(lambda: residents.register(ResidentForm("李四", id_number(date(1970, 1, 1), 1)))), NotAllowed)
    assert isinstance(refused(lambda: residents.change(one.id, form_of(one))), NotAllowed)
    assert people.plain(residents.get(one.id).name) == "王秀英" and Identifier(IdKind.RESIDENT, WANG.id_number) in one.identifiers


def test_names_in_hand_are_masked_in_the_log(desk: Desk, make_person: Callable[..., Person]) -> None:
    """T1: whoever reads the log learns nobody's name."""
    person = make_person(name="欧阳若水", village="柳树村")
    residents = Residents(desk)
    assert [row.name for row in residents.search("欧阳若水")] == ["欧阳若水"]
    residents.banner(person.id)
    assert mask("could not show 欧阳若水 and 王大山, signed in 王建国") == "could not show *** and ***, signed in ***"


def test_a_death_that_was_a_slip_is_taken_back_in_every_record_of_the_human(
    residents: Residents, make_person: MakePerson, desk: Desk
) -> None:
    who, day = make_person(), date(2026, 3, 1)
    assert residents.banner(who.id).died is None
    desk.store.write(lambda uow: people.change(uow, replace(who, deceased=day), "died"), desk.actor).result()
    assert residents.banner(who.id).died == day
    assert [row.deceased for row in residents.search(who.name)] == [day]
    assert residents.take_back_death(who.id).deceased is None
    assert residents.banner(who.id).died is None
    query = select(audit.c.reason).where(audit.c.person == who.id, audit.c.reason != "")
    assert desk.store.read(lambda conn: list(conn.execute(query).scalars())) == ["died", "death_taken_back"]
    with pytest.raises(KnownError, match="person_unknown"):
        residents.take_back_death("nobody")
