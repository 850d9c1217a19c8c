"""Settings of this workstation, one's own password, the accounts, and the copies of the records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from app.errors import KnownError
from app.services.accounts import AccountCard, AccountForm
from app.services.keeping import Flaw
from app.services.session import SignedIn
from app.settings import SETTINGS, Settings, Value
from ui.pages.page_model import PageModel
from ui.pages.settings.rules_model import Packs, RulesModel

LANGUAGE, TEXT, LOCK, SCANNER, AT_CLOSING = "language", "text_percent", "lock_minutes", "keyboard_scanner", "province_at_closing"
TEXT_SIZES = (100, 120, 140)
PRINTED = ("prescription", "ecg")
"""Kinds of documents that remember their printer."""
ROLES = (
    "doctor",
    "specialist",
    "health_manager",
    "nurse",
    "intake",
    "pharmacist",
    "dispatcher",
    "manager",
    "administrator",
    "auditor",
)


class Chosen(Protocol):
    """The settings in force."""

    def now(self) -> Settings: ...

    def choose(self, key: str, value: Value) -> Settings: ...


class Printing(Protocol):
    """Which printer each kind of document goes to."""

    def chosen(self, kind: str) -> str: ...

    def choose(self, kind: str, printer: str) -> None: ...


class Staff(Protocol):
    """The accounts of this PC."""

    def list(self) -> list[AccountCard]: ...

    def add(self, form: AccountForm) -> AccountCard: ...

    def disable(self, account: str, reason: str = "") -> None: ...

    def reset_password(self, account: str, new: str) -> None: ...

    def change_password(self, old: str, new: str) -> None: ...

    def renew_recovery_code(self) -> str: ...


class Keeper(Protocol):
    """The records' file."""

    def verify(self) -> list[Flaw]: ...

    def clock_doubt(self) -> KnownError | None: ...

    def settle_clock(self, reason: str) -> None: ...

    def backup(self, folder: Path | None = None, keep: int = 14) -> Path: ...

    def copies(self, folder: Path) -> Sequence[Path]: ...

    def last_copy_on(self, folder: Path) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What the page stands on. ``backups``: where copies go unless a folder of its own was chosen."""

    preferences: Chosen
    printers: Printing
    accounts: Staff
    keeping: Keeper
    rule_packs: Packs
    who: SignedIn
    backups: Path


@dataclass
class NewAccount:
    """The form of an account that is being made."""

    values: dict[str, str] = field(default_factory=dict)
    role: str = ""


class SettingsModel(PageModel):
    """``told``: what was done last, as a code for the page. ``flaws`` None = not verified since the page was opened.

    ``doubt``: why nothing can be signed with this computer's clock; None = it may be, or somebody else sees to it.
    """

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._on = services
        self.rules = RulesModel(services.rule_packs, services.who.may("settings.manage"))
        self.cards: tuple[AccountCard, ...] = ()
        self.adding: NewAccount | None = None
        self.chosen_account = ""
        self.told = ""
        self.facts: dict[str, object] = {}
        self.flaws: int | None = None
        self.recovery_code = ""
        self.doubt: KnownError | None = None
        self.reload()

    def may(self, permission: str) -> bool:
        """Whether this person sees a part of the page."""
        return self._on.who.may(permission)

    def reload(self) -> None:
        """Read the accounts anew, and whether the clock may be signed with."""
        self.doubt = self._on.keeping.clock_doubt() if self.may("settings.manage") else None
        if self.may("accounts.manage"):
            self.cards = tuple(one for one in self._on.accounts.list())
        self.changed()

    # --- this workstation ----------------------------------------------------------------------------------------------
    def now(self) -> Settings:
        """The settings in force."""
        return self._on.preferences.now()

    def may_choose(self, key: str) -> bool:
        """Whether this person may change a setting: not where the county fixed it."""
        return not self.now().is_fixed(key) and (SETTINGS[key].anyone or self.may("settings.manage"))

    def choose(self, key: str, value: Value) -> None:
        """Another value; in force at once."""
        if self.now()[key] != value:
            self.do(lambda: self._on.preferences.choose(key, value), lambda _: self._tell("chosen"))

    def choose_lock_minutes(self, text: str) -> None:
        """Minutes as typed; a number that does not fit says so."""
        self.choose(LOCK, int(text) if text.strip().isdecimal() else 0)

    def printer(self, kind: str) -> str:
        """The printer of a kind of document, '' = the system's own."""
        return self._on.printers.chosen(kind)

    def choose_printer(self, kind: str, printer: str) -> None:
        """Another printer."""
        self.do(lambda: self._on.printers.choose(kind, printer), lambda _: self._tell("chosen"))

    # --- oneself -------------------------------------------------------------------------------------------------------
    def change_password(self, old: str, new: str, repeat: str) -> bool:
        """One's own password; False where the two new ones differ."""
        if new != repeat:
            self._tell("differs")
            self.changed()
            return False
        self.do(lambda: self._on.accounts.change_password(old, new), lambda _: self._tell("password"))
        return True

    # --- accounts ------------------------------------------------------------------------------------------------------
    def add(self, on: bool) -> None:
        """Open the form of a new account, or give it up."""
        self.adding, self.error, self.told = (NewAccount() if on else None), None, ""
        self.changed()

    def save_account(self) -> None:
        """Make the account of the form."""
        adding = self.adding
        if adding is None:
            return
        if not adding.role:
            self._tell("no_role")
            self.changed()
            return
        values = adding.values
        form = AccountForm(
            login=values.get("login", ""),
            password=values.get("password", ""),
            name=values.get("name", ""),
            staff_no=values.get("staff_no", ""),
            role=adding.role,
            licence_no=values.get("licence_no", ""),
            may_prescribe=adding.role == "doctor" and bool(values.get("licence_no", "").strip()),
        )
        self.do(lambda: self._on.accounts.add(form), lambda made: self._account_made(made))

    def pick(self, account: str) -> None:
        """Open one account for a new password or for closing it; '' closes it."""
        self.chosen_account, self.error, self.told = account, None, ""
        self.changed()

    def reset_password(self, new: str) -> None:
        """A new password for the open account."""
        account = self.chosen_account
        self.do(lambda: self._on.accounts.reset_password(account, new), lambda _: self._account_changed("reset"))

    def disable(self) -> None:
        """Close the open account; its records stay."""
        account = self.chosen_account
        self.do(lambda: self._on.accounts.disable(account), lambda _: self._account_changed("disabled"))

    # --- records -------------------------------------------------------------------------------------------------------
    def folder(self) -> Path:
        """Where copies go."""
        chosen = self.now().text("backup_folder")
        return Path(chosen) if chosen else self._on.backups

    def last_copy(self) -> date | None:
        """The day of the newest copy."""
        return self._on.keeping.last_copy_on(self.folder())

    def backup(self) -> None:
        """A proven copy now."""
        folder, keep = self.folder(), self.now().number("backups_kept")
        self.do(lambda: self._on.keeping.backup(folder, keep), self._copied)

    def verify(self) -> None:
        """Walk the audit trail and compare every row."""
        self.do(self._on.keeping.verify, self._verified)

    def settle_clock(self, reason: str) -> None:
        """The clock was set right, and why it was wrong."""
        self.do(lambda: self._on.keeping.settle_clock(reason), lambda _: self._settled())

    def renew_recovery_code(self) -> None:
        """A new recovery key, shown once; the old one opens nothing any more."""
        self.do(self._on.accounts.renew_recovery_code, self._renewed)

    def forget_recovery_code(self) -> None:
        """It is written down."""
        self.recovery_code = ""
        self.changed()

    # --- inside --------------------------------------------------------------------------------------------------------
    def fail(self, error: KnownError) -> None:
        self.told = ""
        super().fail(error)

    def _tell(self, told: str, **facts: object) -> None:
        self.told, self.facts = told, facts

    def _account_made(self, made: AccountCard) -> None:
        self.adding = None
        self._account_changed("added")

    def _account_changed(self, told: str) -> None:
        self.chosen_account = ""
        self._tell(told)
        self.reload()

    def _copied(self, file: Path) -> None:
        self._tell("copied", file=file.name, folder=str(file.parent))

    def _verified(self, flaws: list[Flaw]) -> None:
        self.flaws = len(flaws)
        self._tell("verified" if not flaws else "flawed", count=len(flaws))

    def _settled(self) -> None:
        self._tell("clock")
        self.reload()

    def _renewed(self, code: str) -> None:
        self.recovery_code = code
