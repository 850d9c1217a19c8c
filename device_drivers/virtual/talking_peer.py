"""A brain behind a serial line."""

from __future__ import annotations

from device_drivers.virtual.brain import SERIAL, Brain
from device_drivers.virtual.serial_peers import SerialPeer


class TalkingPeer(SerialPeer):
    """die_after: the cable is pulled when so many answers have left. spoil: so many answers leave with a flipped bit."""

    def __init__(self, brain: Brain) -> None:
        super().__init__()
        self.brain = brain
        self.die_after: int | None = None
        self.spoil = 0
        brain.stirred = self._stirred

    async def listen(self) -> str:
        """See SerialPeer."""
        url = await super().listen()
        self.brain.id = f"serial:{url}"
        return url

    def opened(self) -> None:
        """A new host: what was to be said to the one before is dropped."""
        self.brain.gone()
        self.brain.connected()
        self.brain.subscribed(SERIAL)
        self._stirred()

    def heard(self, data: bytes) -> None:
        """The brain answers."""
        self.brain.write(SERIAL, data)
        self._stirred()

    def _stirred(self) -> None:
        while self.brain.outbox:
            channel, data = self.brain.outbox.popleft()
            if self.die_after == 0:
                self.die_after = None
                self.brain.gone()
                self.spawn(self.unplug())
                return
            self.die_after = None if self.die_after is None else self.die_after - 1
            if self.spoil:
                self.spoil -= 1
                data = data[:-1] + bytes((data[-1] ^ 0x55,))
            self.spawn(self.send(data))
            self.brain.confirmed(channel, data)
