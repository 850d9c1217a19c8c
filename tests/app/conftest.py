"""A real clinic in a temporary folder: encrypted store, one doctor signed in, a clock that stands still."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.clock import SetClock
from app.domain.ids import check_character, new_id
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.paths import DataFolder
from app.services.desk import Desk
from app.services.setup import SetupForm, set_up
from app.services.signin import SignIn
from app.store import people
from app.store.database import Store
from app.store.keyslots import Kdf
from tests.copied_clinic import CopiedClinic

CHEAP = Kdf(8 * 1024, 1, 1)
"""The least that a slot may ask for: some 10 ms."""

PASSWORD = "correct horse"
KEY = bytes(range(32))
MORNING = datetime(2026, 3, 5, 0, 40, tzinfo=UTC)  # 08:40 in the clinic

FORM = SetupForm(
    organization_code="PDY00000141010211A1001",
    organization_name="柳树村卫生室",
    seat="A1",
    staff_no="001",
    name="王建国",
    licence_no="110410200012345",
    login="wang",
    password=PASSWORD,
    division="410102001200",
)


def id_number(birth: date, serial: int = 1, region: str = "410102") -> str:
    """A valid ID number; an odd serial is a man's."""
    first17 = f"{region}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_character(first17)


def person(
    name: str = "王秀英",
    birth: date | None = date(1958, 7, 12),
    village: str = "柳树村",
    phone: str = "13900001234",
    serial: int = 24,
    sex: Sex = Sex.FEMALE,
) -> Person:
    """A resident who is not stored yet; with a birth date they have a valid ID number."""
    numbers = () if birth is None else (Identifier(IdKind.RESIDENT, id_number(birth, serial)),)
    phones = (Phone(phone),) if phone else ()
    return Person(new_id(), name, sex, birth, numbers, phones, Address("410102001200", village, "3组"), "王大山")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An empty data folder."""
    return DataFolder(tmp_path / "clinic").make()


@pytest.fixture(scope="session")
def store_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed file of a store with nothing in it but its tables."""
    made = tmp_path_factory.mktemp("made") / "bare.db"
    Store.open(made, KEY, SetClock(MORNING)).close()
    return made


@pytest.fixture
def store(store_made: Path, tmp_path: Path, clock: SetClock) -> Iterator[Store]:
    """An open store without a clinic in it; written to as the program."""
    opened = Store.open(Path(shutil.copy(store_made, tmp_path)), KEY, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def clinic_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A clinic that was set up at MORNING and that nobody has signed in to: its folder and the code that was shown once."""
    made = DataFolder(tmp_path_factory.mktemp("made") / "clinic").make()
    return made.root, set_up(made, FORM, SetClock(MORNING), CHEAP).recovery_code


@pytest.fixture
def recovery_code(folder: DataFolder, clinic_made: tuple[Path, str]) -> str:
    """Sets the clinic of the test's own up; the code that was shown once."""
    made, code = clinic_made
    shutil.copytree(made, folder.root, dirs_exist_ok=True)
    return code


@pytest.fixture
def signin(folder: DataFolder, clock: SetClock, recovery_code: str) -> SignIn:
    """The door of a clinic that was set up."""
    return SignIn(folder, clock)


@pytest.fixture(scope="session")
def clinic_open(clinic_made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> CopiedClinic:
    """That clinic once its doctor has signed in at MORNING."""
    made = DataFolder(Path(shutil.copytree(clinic_made[0], tmp_path_factory.mktemp("made") / "open")))
    return CopiedClinic.of(SignIn(made, SetClock(MORNING)).sign_in(FORM.login, PASSWORD), made.root)


@pytest.fixture
def desk(folder: DataFolder, recovery_code: str, clinic_open: CopiedClinic, clock: SetClock) -> Iterator[Desk]:
    """A doctor who also keeps the workstation, signed in at seat A1."""
    opened = clinic_open.desk(folder, clock)
    yield opened
    opened.store.close()


@pytest.fixture
def make_person(desk: Desk) -> Callable[..., Person]:
    """Writes a resident into the desk's store; see :func:`person` for what may be given."""

    def make(**given: object) -> Person:
        one = person(**given)  # type: ignore[arg-type]
        return desk.store.write(lambda uow: people.add(uow, one), desk.actor).result()

    return make
