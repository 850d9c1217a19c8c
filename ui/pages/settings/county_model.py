"""What the county gave this workstation: its review policy, issuers whose signatures count, its insurance list; and a signed PDF that somebody brings."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.errors import KnownError
from app.services.county_files import SUFFIX, CountyFileNow
from app.services.insurance_list import KeptList, ListPlan
from app.services.issuers import Issuer, Taken
from app.services.pdf_signing import PdfVerdict
from app.services.session import SignedIn
from app.services.site_policy import PolicyNow, SeenPolicy
from app.texts import chosen_language
from ui.pages.page_model import PageModel

TAKEN, DROPPED, LISTED, UNLISTED, SAVED, COUNTY = "taken", "dropped", "listed", "unlisted", "saved", "county"


class IssuerDesk(Protocol):
    """Issuers whose word counts."""

    def listed(self) -> list[Issuer]: ...

    def take_in(self, body: bytes) -> Taken: ...

    def drop(self, fingerprint: str) -> None: ...


class PdfDesk(Protocol):
    """Looks at a signed PDF."""

    @property
    def issuers(self) -> IssuerDesk: ...

    def check(self, pdf: bytes) -> PdfVerdict: ...


class ListDesk(Protocol):
    """The insurance list."""

    def now(self) -> KeptList: ...

    def plan(self, path: Path) -> ListPlan: ...

    def take(self, plan: ListPlan) -> KeptList: ...

    def drop(self) -> KeptList: ...

    def save_refused(self, plan: ListPlan, target: Path, language: str = "zh_CN") -> None: ...


class FilesDesk(Protocol):
    """Files that the county signed and every seat follows (app.services.county_files.CountyFiles)."""

    def listed(self) -> list[CountyFileNow]: ...

    def take(self, place: Path) -> CountyFileNow: ...


class PolicyDesk(Protocol):
    """The county's review policy."""

    def now(self) -> PolicyNow: ...

    def inspect(self, place: Path) -> SeenPolicy: ...

    def use(self, seen: SeenPolicy) -> PolicyNow: ...


class CountyModel(PageModel):
    """``verdict`` of ``checked``, the file that was looked at; ``plan``: a list that may be taken in; ``told``: what was done last.

    ``policy``: what may be given out before the review; ``seen``: another one that may be taken in.
    ``about``: which of the cards it was done on, and whose an error is.
    """

    SIGNATURES, INSURANCE, POLICY = "signatures", "insurance", "policy"

    def __init__(self, pdfs: PdfDesk, lists: ListDesk, policies: PolicyDesk, who: SignedIn, files: FilesDesk | None = None) -> None:
        super().__init__()
        self._pdfs, self._lists, self._policies, self._files = pdfs, lists, policies, files
        self.county: tuple[CountyFileNow, ...] = ()
        self.changes = who.may("settings.manage")
        self.issuers: tuple[Issuer, ...] = ()
        self.kept: KeptList | None = None
        self.verdict: PdfVerdict | None = None
        self.checked = ""
        self.plan: ListPlan | None = None
        self.policy: PolicyNow | None = None
        self.seen: SeenPolicy | None = None
        self.told, self.about = "", ""
        self.names: tuple[str, ...] = ()

    def load(self) -> None:
        """What is in force."""
        self._read_all()
        self.changed()

    def check(self, file: Path) -> None:
        """Who signed a PDF, and what it is worth."""
        self._begin(self.SIGNATURES)
        self.checked = file.name
        self.do(lambda: self._pdfs.check(_read(file)), self._looked)

    def take_issuer(self, file: Path) -> None:
        """Certificates of issuers, or their lists of what they revoked."""
        if not self._took_county(file, self.SIGNATURES):
            self._begin(self.SIGNATURES)
            self.do(lambda: self._pdfs.issuers.take_in(_read(file)), self._took)

    def drop_issuer(self, fingerprint: str) -> None:
        """Its word counts no more."""
        self._begin(self.SIGNATURES)
        self.do(lambda: self._pdfs.issuers.drop(fingerprint), lambda _: self._tell(DROPPED))

    def look_at_list(self, file: Path) -> None:
        """Read a list; nothing is written yet."""
        if not self._took_county(file, self.INSURANCE):
            self._begin(self.INSURANCE)
            self.do(lambda: self._lists.plan(file), self._planned)

    def _took_county(self, file: Path, about: str) -> bool:
        """Whether it is a file that the county signed: it is taken in whole, and the other seats follow."""
        files = self._files
        if files is None or file.suffix != SUFFIX:
            return False
        self._begin(about)
        self.do(lambda: files.take(file), lambda _: self._tell(COUNTY))
        return True

    def take_list(self) -> None:
        """Use the list that was looked at."""
        plan = self.plan
        if plan is not None:
            self._begin(self.INSURANCE)
            self.do(lambda: self._lists.take(plan), lambda _: self._tell(LISTED))

    def leave_list(self) -> None:
        """Not this one."""
        self._begin(self.INSURANCE)
        self.changed()

    def drop_list(self) -> None:
        """The prompts that ship alone."""
        self._begin(self.INSURANCE)
        self.do(self._lists.drop, lambda _: self._tell(UNLISTED))

    def save_refused(self, target: Path) -> None:
        """The rows in error; what can be read may still be taken in."""
        plan = self.plan
        if plan is not None:
            self.do(lambda: self._lists.save_refused(plan, target, chosen_language()), lambda _: self._tell(SAVED))

    def look_at_policy(self, file: Path) -> None:
        """Verify a policy; nothing is taken in yet."""
        self._begin(self.POLICY)
        self.do(lambda: self._policies.inspect(file), self._saw)

    def take_policy(self) -> None:
        """Use the policy that was looked at."""
        seen = self.seen
        if seen is not None:
            self._begin(self.POLICY)
            self.do(lambda: self._policies.use(seen), lambda _: self._tell(TAKEN))

    def leave_policy(self) -> None:
        """Not this one."""
        self._begin(self.POLICY)
        self.changed()

    def _begin(self, about: str) -> None:
        self.verdict, self.checked, self.plan, self.told, self.names, self.error = None, "", None, "", (), None
        self.seen = None
        self.about = about

    def _saw(self, seen: SeenPolicy) -> None:
        self.seen = seen

    def _looked(self, verdict: PdfVerdict) -> None:
        self.verdict = verdict

    def _took(self, taken: Taken) -> None:
        self.names = (*taken.issuers, *taken.lists)
        self._tell(TAKEN)

    def _planned(self, plan: ListPlan) -> None:
        self.plan = plan

    def _tell(self, told: str) -> None:
        self.told = told
        self._read_all()

    def _read_all(self) -> None:
        self.issuers, self.kept, self.policy = tuple(self._pdfs.issuers.listed()), self._lists.now(), self._policies.now()
        self.county = () if self._files is None else tuple(self._files.listed())


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise KnownError("file_unreadable", file=file.name) from error
