"""Templates of prescriptions at two seats: a doctor's own and the site's, versions, what two write before they meet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from app.domain.herbs import Decoction, Herb
from app.domain.ids import new_id
from app.domain.rx_template import RxTemplate, TemplateLine, TemplateScope, disputed
from app.store import accounts, rx_templates
from app.store.unit_of_work import UnitOfWork
from sync.fhir import rx_template
from sync.fhir.element import BadResource, NotOurs
from sync.http import HttpLink
from tests.sync.fhir import samples
from tests.sync.fhir.test_round_trips import wired
from tests.sync.seats import Seat, settled

HERE, DOCTOR, AT = samples.clinic.id, samples.doctor.id, "2026-03-05T00:41:00.000Z"
COLD = RxTemplate(
    new_id(),
    HERE,
    TemplateScope.OWN,
    "感冒",
    "J06.9",
    "急性上呼吸道感染",
    (
        TemplateLine("ibuprofen-tab", "布洛芬片", "200 mg", Decimal(200), "mg", "prn", "oral", 3, Decimal(3), "发热时"),
        TemplateLine("loratadine-tab", "氯雷他定片", "10 mg", Decimal("10.5"), "mg", "qd", "oral", 5),
        TemplateLine("zinc", "葡萄糖酸锌口服液", "", None, "mL", "bid", "oral", None, bag="甲"),
    ),
    (),
    None,
    DOCTOR,
    AT,
)
DECOCTION = replace(
    COLD,
    id=new_id(),
    scope=TemplateScope.SITE,
    name="玉屏风加减",
    icd10="",
    diagnosis="",
    lines=(),
    herbs=(Herb("黄芪", Decimal(30)), Herb("附子", Decimal("4.5"), "先煎")),
    decoction=Decoction(5),
)


def _begun(uow: UnitOfWork) -> None:
    accounts.save_organization(uow, samples.clinic)
    accounts.save_practitioner(uow, samples.doctor)
    for one in (COLD, DECOCTION):
        rx_templates.TEMPLATES.add(uow, one)


def test_an_order_set_is_read_as_it_was_told() -> None:
    for one in (COLD, DECOCTION, replace(COLD, replaces=(DECOCTION.id,), gone=True)):
        body = wired(rx_template.to_fhir(one))
        assert rx_template.from_fhir(body) == one
        assert body["status"] == ("retired" if one.gone else "active") and len(body["action"]) == len(one.lines) + len(one.herbs)
    body = wired(rx_template.to_fhir(COLD))
    with pytest.raises(NotOurs):
        rx_template.from_fhir(body | {"extension": []})
    bare = {"title": "药", "code": [{"text": "药"}]}
    for wrong in (body | {"title": ""}, body | {"action": [bare]}, body | {"date": "gestern"}):
        with pytest.raises(BadResource):
            rx_template.from_fhir(wrong)


def test_the_other_seat_offers_what_stands_and_keeps_both_where_two_changed_one(seat: Seat, other: Seat, link: HttpLink) -> None:
    seat.write(_begun)
    settled(seat.sync(link), other.sync(link))
    offered = partial(rx_templates.offered, organization=HERE, practitioner=DOCTOR)
    assert set(other.store.read(offered)) == {COLD, DECOCTION}
    assert other.store.read(lambda conn: rx_templates.offered(conn, HERE, new_id())) == (DECOCTION,), "somebody else's own is not offered"

    here = replace(COLD, id=new_id(), lines=COLD.lines[:1], replaces=(COLD.id,), at="2026-03-06T01:00:00.000Z")
    there = replace(COLD, id=new_id(), name="感冒发热", replaces=(COLD.id,), at="2026-03-06T02:00:00.000Z")
    gone = replace(DECOCTION, id=new_id(), replaces=(DECOCTION.id,), gone=True)
    seat.write(partial(rx_templates.TEMPLATES.add, one=here))
    for one in (there, gone):
        other.write(partial(rx_templates.TEMPLATES.add, one=one))
    for _ in range(2):
        seat.sync(link)
        other.sync(link)
    for place in (seat, other):
        found = place.store.read(offered)
        assert found == (here, there) and disputed(found) == {here.id, there.id}

    last = replace(here, id=new_id(), replaces=(here.id, there.id), at="2026-03-07T01:00:00.000Z")
    seat.write(partial(rx_templates.TEMPLATES.add, one=last))
    settled(seat.sync(link), other.sync(link))
    found = other.store.read(offered)
    assert found == (last,) and not disputed(found)
    assert [(one.pushed, one.pulled) for one in (seat.sync(link), other.sync(link))] == [(0, 0), (0, 0)]
