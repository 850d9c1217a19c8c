"""What cuffs and meters on a serial cable have in common: a core that thinks, a name, the faults of the cable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from device_drivers.virtual.device_clock import Taken
from device_drivers.virtual.serial_peers import SerialPeer


@dataclass(slots=True)
class Faults:
    """What goes wrong on the cable, counted down by answer.

    absent: no meter on the cable. die_after: the power fails behind so many answers. spoil: so many answers arrive damaged,
    the first `spoil_from` of them well. lose: so many answers never arrive.
    """

    absent: bool = False
    die_after: int | None = None
    spoil: int = 0
    spoil_from: int = 0
    lose: int = 0

    def passed(self, answer: bytes) -> bytes | None:
        """What arrives of an answer; None = nothing."""
        if self.die_after is not None:
            self.die_after -= 1
            if self.die_after < 0:
                self.die_after, self.absent = None, True
        if self.absent:
            return None
        if self.lose:
            self.lose -= 1
            return None
        if self.spoil_from:
            self.spoil_from -= 1
            return answer
        if not self.spoil:
            return answer
        self.spoil -= 1
        at = len(answer) // 2
        return answer[:at] + bytes((answer[at] ^ 0x55,)) + answer[at + 1 :]


class Core(Protocol):
    """The device itself, without a wire."""

    driver: str
    model: str
    id: str
    taken: list[Taken]


CoreT = TypeVar("CoreT", bound=Core)


class OnCable(SerialPeer, Generic[CoreT]):
    """A device on a serial line. id: as the hub knows it, once it listens."""

    def __init__(self, core: CoreT, name: str) -> None:
        super().__init__()
        self.core = core
        self.faults = Faults()
        self.driver, self.model, self.name = core.driver, core.model, name

    @property
    def id(self) -> str:
        """serial:<url>."""
        return f"serial:{self.url}"

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.core.taken

    async def listen(self) -> str:
        """See SerialPeer."""
        url = await super().listen()
        self.core.id = self.id
        return url

    def arriving(self, answers: list[bytes]) -> bytes:
        """What the faults let pass of its answers."""
        return b"".join(part for part in map(self.faults.passed, answers) if part is not None)
