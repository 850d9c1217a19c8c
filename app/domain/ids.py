"""Numbers that name things: record identifiers (UUID), resident ID cards, health-record numbers, phones, and their masking."""

from __future__ import annotations

import json
import re
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import date

NAMESPACE = uuid.UUID("5b0c9d3e-6f0a-5a7e-9f0b-3c2a1e7d4c10")
"""The project's own namespace: two seats that name one real thing get one UUIDv5."""

# GB/T 2260 provinces; 71, 81, 82 included because cards and permits carry them.
_PROVINCE_RANGES = (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82))
PROVINCES = frozenset(str(code) for codes in _PROVINCE_RANGES for code in codes)
HMT_REGIONS = frozenset({"810000", "820000", "830000"})
CITIZEN, HMT_RESIDENT, FOREIGN_RESIDENT = "居民身份证", "港澳台居住证", "外国人永久居留"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHARED = len("xxxxxxxx-xxxx-4xxx-yxx")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_FORM = re.compile(r"\d{17}[\dX]|\d{15}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")
_SEAT = re.compile(r"[A-Z0-9]{2}")
_RECORD_NO = re.compile(r"(\d{6})(\d{3})(\d{3})(\d{5})")


def new_id(beside: str | None = None) -> str:
    """A fresh UUIDv4, for what comes into being in one place; ``beside``: see :func:`near`."""
    fresh = str(uuid.uuid4())
    return near(beside, fresh) if beside and is_uuid(beside) else fresh


def is_uuid(text: str) -> bool:
    """Whether an id is a UUID in its canonical form (RFC 9562 §4), which is nobody else's."""
    return _UUID.fullmatch(text) is not None


def near(visit: str, fresh: str) -> str:
    """``fresh`` under the first 70 random bits of the UUID of the visit it belongs to; 52 bits of its own stay.

    What is saved together then lies on few pages of every index, where wholly random ids dirtied one page each, and packs better on
    its way to a server. Among a visit's few hundred records two would agree once in 10^11 visits.
    """
    return visit[:_SHARED] + fresh[_SHARED:]


def is_seat(text: str) -> bool:
    """Two capitals or digits, as they stand in prescription numbers."""
    return _SEAT.fullmatch(text) is not None


def derived_id(kind: str, *parts: str) -> str:
    """UUIDv5 of a kind and its parts; the JSON form keeps ("a", "bc") and ("ab", "c") apart."""
    return str(uuid.uuid5(NAMESPACE, json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"))))


def organization_id(code: str) -> str:
    """Id of an institution from its institution code."""
    return derived_id("organization", code.strip().upper())


def location_id(code: str, name: str) -> str:
    """Id of a place of an institution."""
    return derived_id("location", code.strip().upper(), name.strip())


def practitioner_id(code: str, staff_no: str) -> str:
    """Id of a member of staff from institution code and staff number."""
    return derived_id("practitioner", code.strip().upper(), staff_no.strip().upper())


def device_id(maker: str, serial: str, address: str = "") -> str:
    """Id of a device from maker and serial, else from its Bluetooth identity address.

    Raises ValueError when neither is known: such a device cannot be recognised again.
    """
    if maker.strip() and serial.strip():
        return derived_id("device", maker.strip().casefold(), serial.strip().upper())
    bare = re.sub(r"[^0-9A-F]", "", address.upper())
    if not bare:
        raise ValueError("a device needs maker and serial, or an address")
    return derived_id("device-address", bare)


def catalogue_id(kind: str, code: str) -> str:
    """Id of a catalogue item, form or pack."""
    return derived_id("catalogue", kind, code.strip())


def tidy(text: str) -> str:
    """Full-width digits and letters made plain, outer blanks dropped."""
    return unicodedata.normalize("NFKC", _whole(text)).strip()


def as_written(text: str) -> str:
    """Names and sentences: blanks made single, nothing else touched (NFKC would change rare characters and Chinese commas; H13)."""
    return " ".join(_whole(text).split())


def _whole(text: str) -> str:
    """Half a character, as a broken input method gives it, cannot be stored or sent: a question mark takes its place."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class ResidentId:
    """Verdict on an ID number. ``error``: '' or format, province, birth_date, birth_future, checksum."""

    error: str = ""
    id18: str = ""
    kind: str = ""
    region: str = ""
    birth: date | None = None
    sex: str = ""  # GB/T 2261.1: 1 male, 2 female

    @property
    def valid(self) -> bool:
        """Whether the number may be stored as an ID number."""
        return not self.error


def check_character(first17: str) -> str:
    """GB 11643 / ISO 7064 MOD 11-2 check character of 17 digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def check_resident_id(text: str, today: date) -> ResidentId:
    """Check an 18- or 15-digit ID number: citizens, HMT residents (81/82/83), foreign permanent residents (9…)."""
    number = re.sub(r"\s", "", tidy(text)).upper()
    if not (number.isascii() and _ID_FORM.fullmatch(number)):
        return ResidentId("format")
    if len(number) == 15:  # pre-1999 cards: century and check character left out
        number = number[:6] + "19" + number[6:]
        number += check_character(number)
    kind = _id_kind(number)
    if not kind:
        return ResidentId("province")
    birth = _date8(number[6:14])
    if birth is None or birth.year < 1800:
        return ResidentId("birth_date")
    if birth > today:
        return ResidentId("birth_future")
    if number[17] != check_character(number[:17]):
        return ResidentId("checksum")
    return ResidentId("", number, kind, number[:6], birth, "1" if int(number[16]) % 2 else "2")


def _id_kind(number: str) -> str:
    if number[0] == "9":  # new foreign permanent residence card: 9 + province + nationality
        return FOREIGN_RESIDENT if number[1:3] in PROVINCES else ""
    if number[:6] in HMT_REGIONS:
        return HMT_RESIDENT
    return CITIZEN if number[:2] in PROVINCES and number[:2] not in {"81", "82"} else ""


def _date8(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class HealthRecordNo:
    """A 17-digit health-record number, 6+3+3+5 (服务规范 third edition). Forms print ``form_no`` only."""

    county: str
    town: str
    village: str
    village_kind: str
    seq: str

    @property
    def number(self) -> str:
        """All 17 digits."""
        return self.county + self.town + self.village + self.seq

    @property
    def form_no(self) -> str:
        """The last eight digits as printed on the forms."""
        return f"{self.village}-{self.seq}"


def parse_health_record_no(text: str) -> HealthRecordNo | None:
    """Read a record number written with or without hyphens; None when it is not 17 digits."""
    bare = re.sub(r"[\s-]", "", tidy(text))
    found = _RECORD_NO.fullmatch(bare) if bare.isascii() else None
    if found is None:
        return None
    county, town, village, seq = found.groups()
    return HealthRecordNo(county, town, village, _village_kind(int(village)), seq)


def _village_kind(code: int) -> str:
    # Not the statistical division code's ranges: those run 001-199 and 200-399.
    for first, last, kind in ((1, 99, "居委会"), (101, 199, "村委会"), (901, 999, "其他组织")):
        if first <= code <= last:
            return kind
    return "未定义"


def parse_phone(text: str) -> str | None:
    """The number as stored (country code, blanks dropped), or None when it is no Chinese phone number."""
    bare = re.sub(r"[\s()]", "", tidy(text))
    if not bare.isascii():
        return None
    bare = re.sub(r"^(\+|00)86-?", "", bare)
    mobile = re.sub(r"^86(?=1)", "", bare.replace("-", ""))
    if _MOBILE.fullmatch(mobile):
        return mobile
    return bare if _LANDLINE.fullmatch(bare) else None


def mask_id(number: str) -> str:
    """6 + 8 + 4: the birth date is hidden."""
    return _masked(number, 6, 4)


def mask_phone(number: str) -> str:
    """3 + 4 + 4."""
    return _masked(number, 3, 4)


def mask_name(name: str) -> str:
    """First and last character stay; of two characters only the surname."""
    if len(name) <= 2:
        return name[:1] + "*" if name else ""
    return name[0] + "*" * (len(name) - 2) + name[-1]


def _masked(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
