"""Where sheets are written: a resident in a visit, what a doctor signs for them, the pharmacists who look at it, and the counter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.encounter import Encounter
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.printing.sheet import ReviewMode
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.dispensing import Dispensing
from app.services.prescribing import Prescribing
from app.services.rx_draft import RxDraft
from app.services.session import SignedIn
from app.services.stock import Stock
from app.services.supplying import Supplying
from tests.app.services.rx_clinic import AMLODIPINE, METFORMIN, sheet, visit_of
from tests.app.services.rx_reviewers import hire


@pytest.fixture
def rx(desk: Desk, pack: Pack) -> Prescribing:
    """A site where a pharmacist looks at every sheet before it is dispensed; other sites' tests have an ``rx`` of their own."""
    return Prescribing(desk, pack, ReviewMode.BEFORE)


@pytest.fixture
def resident(make_person: Callable[..., Person]) -> Person:
    return make_person()


@pytest.fixture
def visit(desk: Desk, resident: Person) -> Encounter:
    return visit_of(desk, resident.id)


@pytest.fixture
def draft(resident: Person, visit: Encounter) -> RxDraft:
    """Two tablets that are signed without a question."""
    return sheet(resident.id, visit.id, AMLODIPINE, METFORMIN)


@pytest.fixture
def signed(rx: Prescribing, draft: RxDraft) -> Prescription:
    return rx.sign(draft)


@pytest.fixture
def stock(desk: Desk, rx: Prescribing) -> Stock:
    return Stock(desk, rx.shelves)


@pytest.fixture
def counter(desk: Desk, rx: Prescribing) -> Dispensing:
    return Dispensing(desk, rx.shelves)


@pytest.fixture
def cloud(desk: Desk, rx: Prescribing) -> Supplying:
    return Supplying(desk, rx.shelves)


@pytest.fixture
def li(desk: Desk) -> SignedIn:
    return hire(desk, "李药师", "101")


@pytest.fixture
def zhao(desk: Desk) -> SignedIn:
    return hire(desk, "赵药师", "102")
