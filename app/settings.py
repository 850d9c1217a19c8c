"""Every setting of the program, declared once; read from the site file, the clinic's table, else its default.

The site file ``clinic.toml`` is set by the county's IT and only read: what it names is fixed. Window geometry is
the user interface's own (QSettings); secrets are rows of the encrypted database and no settings.
"""

from __future__ import annotations

import json
import logging
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import KnownError

Value = str | int | bool | tuple[str, ...]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: its default gives the type. low..high, choices and form (a pattern of the whole text) limit it.

    site_only: never in the clinic's table. anyone: whoever is signed in may choose it, not only who keeps the workstation.
    """

    key: str
    default: Value
    description: str
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    form: str = ""
    site_only: bool = False
    anyone: bool = False

    @property
    def type_name(self) -> str:
        """text, whole number, yes/no or list of texts."""
        names = {bool: "yes/no", int: "whole number", str: "text", tuple: "list of texts"}
        return names[type(self.default)]

    def checked(self, found: object) -> Value:
        """The value in its own type. KnownError ``setting_bad`` naming the key."""
        value = tuple(found) if isinstance(found, list) else found
        if type(value) is not type(self.default) or not self._fits(value):
            raise KnownError("setting_bad", key=self.key, found=str(found)[:60], wanted=self.wanted)
        return value

    def _fits(self, value: object) -> bool:
        if isinstance(value, tuple):
            return all(isinstance(part, str) for part in value)
        if self.choices:
            return value in self.choices
        if self.form and isinstance(value, str):
            return re.fullmatch(self.form, value) is not None
        if isinstance(value, int) and not isinstance(value, bool):
            return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        return True

    @property
    def wanted(self) -> str:
        """What the value may be, for the error and the page."""
        if self.choices:
            return " / ".join(choice or '""' for choice in self.choices)
        return f"{self.low}–{self.high}" if self.low is not None else self.type_name


MAKER_DIGITS = r"((9|1[01]|1[5-9]|2[1-9]|30)(\s+(9|1[01]|1[5-9]|2[1-9]|30))*)?"
"""9 to 30 digits: neither the 12, 13 and 14 of commodity bar codes nor the 20 of the platform."""

_DECLARED = (
    Setting("institution_code", "", "Code of the institution, on prescriptions and in every record's owner.", site_only=True),
    Setting("upstream_url", "", "FHIR address this workstation sends to: its hub, else the cloud (https, or http on loopback)."),
    Setting("allowed_drivers", (), "Device drivers that may be used; empty = all.", site_only=True),
    Setting(
        "county_keys",
        (),
        "Whose signature makes the county's review policy one that holds (what may be given out before a pharmacist has looked): name, "
        "blank, public key (64 hex digits), as `xiangyi rules key` prints it; empty = a pharmacist looks first, always.",
        site_only=True,
    ),
    Setting(
        "review_institution", "", "Code of the institution whose pharmacists review prescriptions; empty = the own one.", site_only=True
    ),
    Setting(
        "review_phone",
        "",
        "Telephone of the pharmacists who review, shown at the counter where they have not answered in time.",
        form=r"[-0-9+ ]{0,20}",
    ),
    Setting(
        "review_bulk",
        False,
        "Let a pharmacist approve several sheets at once where no rule said anything, every check ran and no controlled drug is on them.",
        site_only=True,
    ),
    Setting(
        "rule_pack_keys",
        (),
        "Whose signatures make a rule pack from a stick one that may be used: name, blank, public key (64 hex digits), as "
        "`xiangyi rules key` prints it; empty = only the program's own rules.",
        site_only=True,
    ),
    Setting("rule_pack_signatures", 2, "How many of them must have signed a rule pack.", low=1, high=2, site_only=True),
    Setting(
        "supply_institution",
        "",
        "Code of the institution whose pharmacy is asked for what is out of stock (cloud pharmacy); empty = nobody who has this program.",
        site_only=True,
    ),
    Setting(
        "maker_code_digits",
        "",
        "How many digits makers' own trace codes may have, beside 20 digits and GS1: numbers with blanks between, such as 18 22.",
        form=MAKER_DIGITS,
    ),
    Setting(
        "indicator_goals",
        (),
        "Goals of public-health numbers the site is held to: key, blank, per cent, such as hypertension.standard 64; others stay national.",
        site_only=True,
    ),
    Setting(
        "indicator_area",
        (),
        "How many there are in the area by the county's estimate: residents, hypertension, diabetes or copd, blank, number; what is "
        "not named is counted from the records.",
        site_only=True,
    ),
    Setting("department", "全科", "Department printed on prescriptions."),
    Setting("language", "zh_CN", "Language of the screen.", choices=("zh_CN", "en"), anyone=True),
    Setting("text_percent", 120, "Size of all text, percent.", low=100, high=140, anyone=True),
    Setting("lock_minutes", 5, "Minutes without a key or a click after which the screen locks; drafts are kept.", low=1, high=60),
    Setting("arming_minutes", 5, "Minutes after which a device that was armed for a resident is set free.", low=1, high=15),
    Setting(
        "qc_interval_days",
        0,
        "For how many days a passed control result (质控) lets a glucose meter's readings count for classes and diagnoses, this day "
        "included; 0 = the site set no interval. Expired strips and a failed control count always.",
        low=0,
        high=365,
    ),
    Setting(
        "keyboard_scanner",
        True,
        "Take what a barcode scanner types as a keyboard out of the keys; off = no key waits 30 ms to be told from a scanner's.",
    ),
    Setting("sync_on", True, "Send and fetch records whenever the network is there."),
    Setting("hub_on", False, "Run the hub of the local network in this workstation."),
    Setting("hub_port", 8090, "Port of the hub.", low=1024, high=65535),
    Setting("backup_folder", "", "Where backups go, for example a stick; empty = the data folder's own."),
    Setting("backups_kept", 14, "Daily backups to keep.", low=2, high=365),
    Setting(
        "province_order_file",
        "",
        "The county's own order, names and words of the provincial web form (docs/forms.md); a name without a folder lies beside the "
        "records; empty = as on the official sheets.",
    ),
    Setting(
        "province_at_closing",
        False,
        "Name at the close of the day how many forms of today were not entered into the provincial system.",
    ),
    Setting("printer_prescription", "", "Printer for prescriptions; empty = the system's default.", anyone=True),
)
SETTINGS: Mapping[str, Setting] = {one.key: one for one in _DECLARED}


def check(key: str, value: Value) -> Value:
    """A value for the clinic's table. KeyError for no such key, KnownError ``setting_bad`` or ``setting_fixed``."""
    setting = SETTINGS[key]
    if setting.site_only:
        raise KnownError("setting_fixed", key=key)
    return setting.checked(list(value) if isinstance(value, tuple) else value)


def read_site(path: Path) -> dict[str, Value]:
    """The site file's values; none where there is no file. KnownError ``site_file_bad`` or ``setting_bad``."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        raise KnownError("site_file_bad", file=path.name, place=str(fault)) from fault
    return _known(given, path.name)


def read_table(rows: Mapping[str, str]) -> dict[str, Value]:
    """The clinic's own choices from rows of the table ``setting``. KnownError ``setting_bad``."""
    given: dict[str, object] = {}
    for key, text in rows.items():
        try:
            given[key] = json.loads(text)
        except ValueError:
            given[key] = text
    return {key: value for key, value in _known(given, "setting").items() if not SETTINGS[key].site_only}


def _known(given: Mapping[str, object], where: str) -> dict[str, Value]:
    for key in given.keys() - SETTINGS.keys():
        _log.warning("%s: no setting is called %s", where, key)
    return {key: SETTINGS[key].checked(found) for key, found in given.items() if key in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    """All values at one moment: the site file before the clinic's table before the default."""

    site: Mapping[str, Value]
    table: Mapping[str, Value]

    def __getitem__(self, key: str) -> Value:
        return self.site.get(key, self.table.get(key, SETTINGS[key].default))

    def is_fixed(self, key: str) -> bool:
        """True where the user may not change it: set by the site file, or a matter of the site alone."""
        return key in self.site or SETTINGS[key].site_only

    def text(self, key: str) -> str:
        """A text value."""
        return str(self[key])

    def number(self, key: str) -> int:
        """A whole number. TypeError for a key of another type."""
        value = self[key]
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(key)
        return value

    def flag(self, key: str) -> bool:
        """A yes/no value. TypeError for a key of another type."""
        value = self[key]
        if not isinstance(value, bool):
            raise TypeError(key)
        return value

    def items(self, key: str) -> tuple[str, ...]:
        """A list of texts. TypeError for a key of another type."""
        value = self[key]
        if not isinstance(value, tuple):
            raise TypeError(key)
        return value


def page() -> str:
    """docs/settings.md."""
    rows = [
        f"| `{one.key}` | {one.type_name} | {one.wanted if one.wanted != one.type_name else ''} | `{_shown(one.default)}` "
        f"| {'site file' if one.site_only else 'clinic, or fixed by the site file'} | {one.description} |"
        for one in _DECLARED
    ]
    return "\n".join([_PAGE_HEAD, *rows, ""])


def _shown(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)


_PAGE_HEAD = """# Settings

Made from `app/settings.py` by `.venv/bin/python -m app.settings`; a test compares.

The site file `clinic.toml` lies in the data folder and is only read: `key = value`, one a line. What it names is fixed for the
clinic. Everything else is chosen in the program and kept in its database. An unknown key is a warning in the log; a value that does
not fit stops the start and names its key.

| key | type | may be | default | set by | meaning |
|---|---|---|---|---|---|"""

if __name__ == "__main__":
    print(page(), end="")
