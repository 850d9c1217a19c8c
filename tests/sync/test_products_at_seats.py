"""Real services at the seats of a clinic and at the county above, over one hub: a list taken in, a pharmacist's signature, a withdrawal in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.formulary import Formulary
from app.services.formulary_import import FormularyImport
from app.services.prescribing import Prescribing
from app.services.returned import Returned
from app.services.reviewing import Reviewing
from app.store import people
from sync.fhir import medication_knowledge
from sync.hub.service import HubService
from tests.app.conftest import person
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.rx_reviewers import hire
from tests.sync.fhir.test_medication import ITEM, NOW, TABLETS
from tests.sync.stations import COUNTY, VILLAGE, Station, Wire, hub_of, station
from tests.sync.test_catalogue import give


@pytest.fixture
def village(tmp_path: Path, clock: SetClock) -> Iterator[HubService]:
    """The village clinic stands below the county hospital, which keeps the drug list."""
    names, keys = {COUNTY: "县人民医院", VILLAGE: "柳树村卫生室"}, {"one": VILLAGE, "two": VILLAGE, "county": COUNTY}
    with hub_of(tmp_path, clock, names, keys, {VILLAGE: COUNTY}) as service:
        yield service


@pytest.fixture
def county(village: HubService, tmp_path: Path, clock: SetClock) -> Iterator[Station]:
    made = station(tmp_path / "county", COUNTY, "县人民医院", "A1", clock, Wire(village, "county"))
    yield made
    made.close()


def test_a_list_and_a_signature_hold_at_the_other_seat(seats: tuple[Station, Station], pack: Pack, tmp_path: Path) -> None:
    here, there = seats
    file = tmp_path / "药品.csv"
    file.write_text("药品名称,规格,剂型,单位,零售价\n苯磺酸氨氯地平片,5mg*28片/盒,片剂,盒,12.60\n柳河清脑颗粒,4g*15袋/盒,颗粒剂,盒,29.80\n")
    ours = Formulary(here.desk, pack)
    taking = FormularyImport(here.desk, ours)
    plan = taking.plan(file)
    assert taking.take(plan) == 2
    pharmacist = hire(here.desk, "李药师", "101")
    here.desk.session.set(replace(pharmacist, permissions=pharmacist.permissions | {"formulary.confirm"}))
    drugs = [one.entry.drug for one in plan.products]
    assert ours.confirm(drugs) == 2
    here.sync()
    there.sync()
    theirs = Formulary(there.desk, pack)
    for drug in drugs:
        one, other = ours.details(drug), theirs.details(drug)
        assert (other.entry, other.genuine, other.confirmed_by) == (one.entry, True, "李药师")
    assert theirs.listed("lhqn").rows[0].confirmed
    theirs.hide(drugs[1], True)
    there.sync()
    here.sync()
    assert ours.details(drugs[1]).row.hidden and ours.details(drugs[1]).genuine


def test_a_product_withdrawn_between_offline_signing_and_sync_bounces(seats: tuple[Station, Station], county: Station, pack: Pack) -> None:
    """Issue, bad input: bounced with the reason, back on the doctor's list; at every seat, and for the county's pharmacist."""
    here, there = seats
    item = replace(TABLETS, drug=AMLODIPINE.drug)
    give(county.link, medication_knowledge.item_to_fhir(ITEM, item))
    for one in (here, there, county):
        one.sync()
    rx, resident = Prescribing(here.desk, pack, ReviewMode.BEFORE), person()
    here.desk.store.write(lambda uow: people.add(uow, resident), here.desk.actor).result()
    signed = rx.sign(sheet(resident.id, visit_of(here.desk, resident.id).id, AMLODIPINE, METFORMIN))
    give(county.link, medication_knowledge.item_to_fhir(ITEM, replace(item, withdrawn_at=NOW, version="2026-4")))
    for one in (here, there, county):
        one.sync()
    for one in (here, there):
        (back,) = Returned(one.desk).waiting()
        assert (back.sheet.id, back.withdrawn) == (signed.id, (signed.lines[0].name,)) and back.at and back.place
    county.desk.session.set(hire(county.desk, "赵芳", "201"))
    with pytest.raises(KnownError) as refusal:
        Reviewing(county.desk).approve(signed.id, signed.hash or "")
    assert refusal.value.code == "rx_withdrawn"
    again = rx.sign(Returned(here.desk).adopt(signed.id))
    assert [line.drug for line in again.lines] == [METFORMIN.drug]
    for one in (here, there, county):
        one.sync()
    assert Returned(here.desk).waiting() == Returned(there.desk).waiting() == []
    assert Reviewing(county.desk).approve(again.id, again.hash or "").value == "approved"
