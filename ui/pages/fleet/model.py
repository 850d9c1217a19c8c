"""What the keeper of a hub sees and does: seats with what they owe, a code that lets one in, an end that shuts one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.clock import Clock
from app.errors import KnownError
from app.services.fleet import NOT_HERE, AboveHub, FleetSeat, House, HubSelf, JoinCode
from ui.pages.page_model import PageModel


class FleetDesk(Protocol):
    """What of the fleet service this page uses."""

    @property
    def seat(self) -> str: ...

    def seats(self) -> Sequence[FleetSeat]: ...

    def above(self) -> AboveHub: ...

    def itself(self) -> HubSelf: ...

    def houses(self) -> Sequence[House]: ...

    def invite(self, seat: str, house: House | None = None) -> JoinCode: ...

    def revoke(self, device: str) -> None: ...


@dataclass(frozen=True, slots=True)
class FleetState:
    """``trouble``: why there is no hub here, though it was chosen; ``is_hub`` False: none was."""

    is_hub: bool = False
    trouble: KnownError | None = None
    seats: tuple[FleetSeat, ...] = ()
    above: AboveHub = field(default_factory=AboveHub)
    itself: HubSelf = field(default_factory=lambda: HubSelf((), "", None))
    houses: tuple[House, ...] = ()


class FleetModel(PageModel):
    """``naming``: a seat is about to be let in; ``code``: shown until it is put away; ``leaving``: to be confirmed before it is shut out.

    ``switch`` turns the hub of this computer on or off; ``join`` lets this computer join a hub by its address and code.
    """

    def __init__(
        self, desk: FleetDesk, clock: Clock, switch: Callable[[bool], object], join: Callable[[str, str], None], may_manage: bool
    ) -> None:
        super().__init__()
        self._desk, self.clock, self._switch, self._join = desk, clock, switch, join
        self.may_manage = may_manage
        self.state = FleetState()
        self.naming = False
        self.code: JoinCode | None = None
        self.code_for = ""
        self.told = ""
        self._reading = False

    @property
    def own_seat(self) -> str:
        """The name of this computer's seat."""
        return self._desk.seat

    @property
    def own_joined(self) -> bool:
        """Whether this computer itself is among the seats."""
        return any(one.seat == self.own_seat and one.revoked_at is None for one in self.state.seats)

    def load(self) -> None:
        """Read everything; while that goes on, nothing is read twice."""
        if not self._reading:
            self._reading = True
            self._run(self._read, self._loaded, self._unread)

    def switch(self, on: bool) -> None:
        """Be the hub, or be it no longer."""
        self.told = ""
        self.do(lambda: self._switch(on), lambda _: self.load())

    def name(self, on: bool) -> None:
        """Ask which seat is to come, or give it up."""
        self.naming, self.code, self.error, self.told = on, None, None, ""
        self.changed()

    def invite(self, seat: str, house: House | None = None) -> None:
        """A code for a seat of a house (None = the hub's own), to be read out and typed there."""
        wanted = seat.strip()
        if wanted:
            self.code_for = wanted
            self.do(lambda: self._desk.invite(wanted, house), self._invited)

    def put_away(self) -> None:
        """The code was typed there; it is shown nowhere again."""
        self.code = None
        self.load()
        self.changed()

    def revoke(self, seat: FleetSeat) -> None:
        """Shut a seat out, for good."""
        self.do(lambda: self._desk.revoke(seat.device), lambda _: self._done("revoked"))

    def join_own(self) -> None:
        """This computer becomes a seat of its own hub: otherwise what is written here would not get there."""

        def work() -> None:
            made = self._desk.invite(self.own_seat)
            self._join(self.state.itself.local_address, made.code)

        self.do(work, lambda _: self._done("joined"))

    # --- inside --------------------------------------------------------------------------------------------------------
    def _read(self) -> FleetState:
        try:
            seats = tuple(self._desk.seats())
        except KnownError as error:
            if error.code == NOT_HERE:
                return FleetState()
            return FleetState(trouble=error)
        return FleetState(True, None, seats, self._desk.above(), self._desk.itself(), tuple(self._desk.houses()))

    def _loaded(self, state: FleetState) -> None:
        self._reading, self.state = False, state
        self.changed()

    def _unread(self, error: KnownError) -> None:
        self._reading = False
        self.fail(error)

    def _invited(self, made: JoinCode) -> None:
        self.naming, self.code = False, made

    def _done(self, told: str) -> None:
        self.told = told
        self.load()
