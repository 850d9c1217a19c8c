"""The institution's list: what is on the shelf, what runs out, and what a pharmacist's signature holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.domain.formulary import Batch, FormularyEntry, OwnProduct
from app.errors import KnownError, NotAllowed
from app.rules.pack import Pack, load_pack
from app.services.desk import Desk
from app.services.formulary import EXPIRING, IN_STOCK, UNCONFIRMED, UNRULED, Formulary, soon_days
from app.services.session import SignedIn
from app.store.tables.log import audit

OWN = OwnProduct("柳河清脑颗粒", "颗粒剂", Decimal(4), "g", "袋", "某药业")
TABLETS = FormularyEntry("amlodipine-tab", 1260, (Batch("B1", date(2027, 1, 31), 56),), insurance="甲")
GRANULES = FormularyEntry("own-1", 2980, (Batch("C1", date(2026, 4, 1), 15), Batch("C0", date(2026, 1, 31), 30)), pack_size=15, own=OWN)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(additions=False)


@pytest.fixture
def formulary(desk: Desk, pack: Pack) -> Formulary:
    made = Formulary(desk, pack)
    made.put(TABLETS, GRANULES)
    return made


def become(desk: Desk, **changes: object) -> SignedIn:
    """The same person with other rights or another key."""
    changed = replace(desk.who, **changes)  # type: ignore[arg-type]
    desk.session.set(changed)
    return changed


@pytest.fixture
def pharmacist(desk: Desk, formulary: Formulary) -> SignedIn:
    return become(desk, permissions=desk.who.permissions | {"formulary.confirm"})


def test_what_the_institution_has_comes_first_with_how_many_of_each_view(formulary: Formulary, pack: Pack) -> None:
    found = formulary.listed()
    assert {row.drug for row in found.rows[:2]} == {"amlodipine-tab", "own-1"} and found.total == len(pack.products) + 1
    assert (found.counts[IN_STOCK], found.counts[EXPIRING], found.counts[UNCONFIRMED], found.counts[UNRULED]) == (2, 1, 2, 1)
    assert [row.drug for row in formulary.listed(view=UNRULED).rows] == ["own-1"]
    assert [row.drug for row in formulary.listed("lhqn").rows] == ["own-1"] and formulary.listed("qqqqqq").rows == ()
    assert len(formulary.listed(limit=5).rows) == 5


def test_batches_expired_and_running_out_are_told_apart(formulary: Formulary) -> None:
    today = date(2026, 3, 5)
    one = formulary.details("own-1")
    assert (one.row.stock, one.row.stock_text, one.row.expired, one.row.expires) == (15, "1" + one.row.stock_text[1:], 30, date(2026, 4, 1))
    assert [batch.number for batch in one.entry.expired(today)] == ["C0"]
    assert [batch.number for batch in one.entry.expiring(today, soon_days())] == ["C1"]
    assert one.batches[0].batch.number == "C0", "what runs out first is named first"
    with pytest.raises(KnownError, match="drug_unknown"):
        formulary.details("nothing")


def test_a_price_is_changed_alone_and_leaves_batches_and_the_trail_says_so(formulary: Formulary, desk: Desk) -> None:
    formulary.set_price("amlodipine-tab", 1390)
    one = formulary.details("amlodipine-tab")
    assert (one.row.price_fen, one.entry.batches) == (1390, TABLETS.batches)
    formulary.set_price("amlodipine-tab", None)
    assert formulary.details("amlodipine-tab").row.price_fen is None
    acts = desk.store.read(lambda conn: conn.execute(select(audit.c.action).where(audit.c.ref == "amlodipine-tab")).scalars().all())
    assert acts[-2:] == ["price", "price"]
    for drug, fen in (("amlodipine-tab", -1), ("amlodipine-tab", 10**12), ("nothing", 100)):
        with pytest.raises(KnownError, match=r"price_bad|drug_unknown"):
            formulary.set_price(drug, fen)


def test_a_hidden_product_stays_in_the_list(formulary: Formulary) -> None:
    formulary.hide("amlodipine-tab", True)
    assert formulary.details("amlodipine-tab").row.hidden and "amlodipine-tab" in {row.drug for row in formulary.listed("aldp").rows}
    formulary.hide("amlodipine-tab", False)
    assert formulary.details("amlodipine-tab").entry == TABLETS


def test_a_pharmacist_signs_what_stands_there(formulary: Formulary, pharmacist: SignedIn, desk: Desk) -> None:
    assert formulary.confirm(["amlodipine-tab", "own-1"]) == 2
    one = formulary.details("amlodipine-tab")
    assert one.genuine and one.confirmed_by == pharmacist.name and one.confirmed_at and one.row.confirmed
    assert formulary.confirm(["amlodipine-tab", "own-1"]) == 0, "nothing is signed twice"
    noted = desk.store.read(lambda conn: [tuple(row) for row in conn.execute(select(audit.c.action, audit.c.ref).order_by(audit.c.seq))])
    assert noted[-2:] == [("confirm", "amlodipine-tab"), ("confirm", "own-1")]


def test_price_and_stock_leave_the_signature_and_another_product_ends_it(formulary: Formulary, pharmacist: SignedIn) -> None:
    """H44: what was confirmed is what is used, or nobody confirmed it."""
    formulary.confirm(["amlodipine-tab", "own-1"])
    signed = formulary.details("amlodipine-tab").entry
    formulary.put(replace(signed, pack_price_fen=1300, batches=()))
    assert formulary.details("amlodipine-tab").genuine
    formulary.put(replace(signed, pack_size=14, pack_word="盒"))
    assert not formulary.details("amlodipine-tab").row.confirmed
    granules = formulary.details("own-1").entry
    formulary.put(replace(granules, own=replace(OWN, strength=Decimal(2))))
    assert not formulary.details("own-1").row.confirmed


def test_a_forged_confirmation_is_shown_as_one(formulary: Formulary, pharmacist: SignedIn, desk: Desk) -> None:
    from app.store import formulary as stored

    formulary.confirm(["amlodipine-tab"])
    entry = replace(formulary.details("amlodipine-tab").entry, insurance="乙")
    desk.store.write(lambda uow: stored.put(uow, [entry])).result()  # past the service
    assert formulary.details("amlodipine-tab").row.confirmed and not formulary.details("amlodipine-tab").genuine


def test_a_confirmation_is_taken_back(formulary: Formulary, pharmacist: SignedIn) -> None:
    formulary.confirm(["amlodipine-tab"])
    formulary.withdraw("amlodipine-tab")
    assert formulary.details("amlodipine-tab").entry == TABLETS


def test_only_a_pharmacist_with_a_key_confirms(formulary: Formulary, desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        formulary.confirm(["amlodipine-tab"])
    become(desk, permissions=desk.who.permissions | {"formulary.confirm"}, signing_seed=None)
    with pytest.raises(KnownError, match="rx_no_key"):
        formulary.confirm(["amlodipine-tab"])
    assert not formulary.details("amlodipine-tab").row.confirmed


def test_a_product_that_nobody_knows_is_not_confirmed(formulary: Formulary, pharmacist: SignedIn) -> None:
    with pytest.raises(KnownError, match="drug_unknown"):
        formulary.confirm(["amlodipine-tab", "nothing"])
    assert not formulary.details("amlodipine-tab").row.confirmed, "all or none"
