"""The county's review policy at this site: taken in from a file, verified each time it counts, and what holds where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from app.clock import local_day
from app.errors import KnownError
from app.printing.sheet import ReviewMode
from app.rules.pack_file import Signature
from app.services.county_keys import Doubt, signers, trusted_keys
from app.services.desk import Desk
from app.services.keyring import public_key_of
from app.services.policy_file import SUFFIX, PolicyFile, SitePolicy, composed, packed, read_place, read_policy_file
from app.services.rule_packs import SIGN, written
from app.services.signature import sign_bytes
from app.settings import Settings
from app.store import settings as table
from app.store.audit import Act
from app.store.unit_of_work import UnitOfWork, detail

KEY, TRUSTED, MANAGE = "review.policy", "county_keys", "settings.manage"
_DOUBTS = {
    Doubt.NO_KEYS: "policy_no_keys",
    Doubt.UNSIGNED: "policy_unsigned",
    Doubt.BAD: "policy_signature_bad",
    Doubt.UNKNOWN: "policy_key_unknown",
    Doubt.FEW: "policy_key_unknown",
}


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds for a sheet signed now. ``held``: why a pharmacist looks first although no policy says so (a KnownError's code), '' = nothing."""

    mode: ReviewMode = ReviewMode.BEFORE
    local_stock_only: bool = False
    held: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class PolicyNow:
    """For everybody to see. ``policy`` None = there is none; ``trouble``: why it does not hold, None = it does."""

    policy: SitePolicy | None
    names: tuple[str, ...] = ()
    taken_on: str = ""
    trouble: KnownError | None = None


@dataclass(frozen=True, slots=True)
class SeenPolicy:
    """A policy that may be taken in."""

    policy: SitePolicy
    names: tuple[str, ...]
    text: str


class SitePolicies:
    """``settings``: where the site says whose signature counts (``county_keys``)."""

    def __init__(self, desk: Desk, settings: Callable[[], Settings]) -> None:
        self._desk, self._settings = desk, settings

    def now(self) -> PolicyNow:
        """The policy that was taken in, and whether it holds today."""
        kept = self._kept()
        if not kept:
            return PolicyNow(None, trouble=KnownError("policy_missing"))
        try:
            one = _parsed(kept["text"])
        except KnownError as error:
            return PolicyNow(None, (), kept["on"], error)
        try:
            return PolicyNow(one.policy, self._checked(one), kept["on"])
        except KnownError as error:
            return PolicyNow(one.policy, (), kept["on"], error)

    def in_force(self) -> InForce:
        """What counts for the next signature: without a valid policy a pharmacist looks first."""
        now = self.now()
        if now.policy is None or now.trouble is not None:
            return InForce(held="" if now.trouble is None else now.trouble.code)
        return InForce(now.policy.mode, now.policy.local_stock_only, number=now.policy.number)

    def inspect(self, place: Path) -> SeenPolicy:
        """Everything that is asked of a policy, without taking it in.

        Raises KnownError ``file_unreadable``, ``policy_unreadable``, ``policy_too_wide``, ``policy_no_keys``, ``policy_unsigned``,
        ``policy_signature_bad``, ``policy_key_unknown``, ``policy_other_place``, ``policy_early``, ``policy_expired``, ``policy_older``.
        """
        return self._seen(read_policy_file(read_place(place), place.name))

    def use(self, seen: SeenPolicy) -> PolicyNow:
        """From the next signature on. Raises as :meth:`inspect`, and NotAllowed."""
        return self.take(read_policy_file(seen.text.encode(), seen.policy.number))

    def take(self, one: PolicyFile) -> PolicyNow:
        """The same with one that was just read."""
        again = self._seen(one)
        kept = {"text": again.text, "on": local_day(self._desk.clock.now()).isoformat()}

        def work(uow: UnitOfWork) -> None:
            table.put(uow, KEY, kept)
            uow.note(Act("use", "review_policy", again.policy.number, detail=detail(mode=again.policy.mode.value)))

        self._desk.write(MANAGE, work)
        return self.now()

    def sign(self, place: Path, out: Path | None = None) -> tuple[Path, PolicyFile]:
        """Sign a policy that was written as TOML, or one beside those who signed it. Gives the file.

        Raises KnownError ``rx_no_key``, ``file_unreadable``, ``policy_unreadable``, ``policy_too_wide``, ``pack_not_written``.
        """
        self._desk.allow(SIGN)
        seed = self._desk.who.signing_seed
        if seed is None:
            raise KnownError("rx_no_key")
        body, fresh = read_place(place), place.suffix != SUFFIX
        signed = with_signature((composed if fresh else read_policy_file)(body, place.name), seed)
        return written(out or (place.with_suffix(SUFFIX) if fresh else place), packed(signed)), signed

    def _kept(self) -> dict[str, str]:
        none: dict[str, str] = {}
        return self._desk.store.read(lambda conn: table.get(conn, KEY, none))

    def _seen(self, one: PolicyFile) -> SeenPolicy:
        names = self._checked(one)
        kept = self._kept()
        before = _parsed(kept["text"]).policy if kept else None
        if before is not None and one.policy.issued < before.issued:
            raise KnownError("policy_older", number=one.policy.number, newer=before.number)
        return SeenPolicy(one.policy, names, packed(one).decode())

    def _checked(self, one: PolicyFile) -> tuple[str, ...]:
        """Names of its trusted signers. Raises what speaks against it here and today."""
        known = signers(one.to_sign, one.signatures, trusted_keys(self._settings(), TRUSTED), _DOUBTS)
        _refuse_elsewhere(one.policy, self._desk.who.organization.code, local_day(self._desk.clock.now()))
        return tuple(name for name, _ in known)


def with_signature(one: PolicyFile, seed: bytes) -> PolicyFile:
    """The policy with a signature more; a second one of the same key takes the place of the first."""
    made = Signature(public_key_of(seed), sign_bytes(seed, one.to_sign))
    return replace(one, signatures=(*(each for each in one.signatures if each.key != made.key), made))


def _refuse_elsewhere(policy: SitePolicy, here: str, today: date) -> None:
    if here.strip().upper() not in policy.institutions:
        raise KnownError("policy_other_place", number=policy.number, here=here)
    if today < policy.valid_from:
        raise KnownError("policy_early", number=policy.number, day=policy.valid_from.isoformat())
    if today > policy.valid_until:
        raise KnownError("policy_expired", number=policy.number, day=policy.valid_until.isoformat())


@lru_cache(maxsize=4)
def _parsed(text: str) -> PolicyFile:
    return read_policy_file(text.encode())
