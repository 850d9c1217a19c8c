"""The digits on a device's label: asked of a person while the device waits, answered from any page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from device_drivers.errors import DeviceError, Reason
from device_drivers.readings import PasskeyWanted
from device_drivers.transports.pairing import Agent

log = logging.getLogger(__name__)

ANSWER_SECONDS = 25.0  # the security manager gives a pairing up after 30 s (Core 5.4, Vol 3 Part H, 3.4)
LENGTH = 6


class Passkeys:
    """Questions under way, and the agent through which the system asks. told(...): news, must not block."""

    def __init__(self, told: Callable[[PasskeyWanted], None]) -> None:
        self._told = told
        self._waiting: dict[str, asyncio.Future[int | None]] = {}
        self._asked: set[str] = set()
        self._agent: Agent | None = None

    async def ready(self, agent: Agent | None) -> bool:
        """Lets the system ask here. False: it will not, and a device that wants digits cannot be paired."""
        if agent is self._agent:
            return True
        await self.close()
        if agent is None:
            return True  # the system asks in a window of its own
        try:
            await agent.start(self.ask)
        except DeviceError as error:
            log.info("no pairing agent: %s", error)
            return False
        self._agent = agent
        return True

    async def ask(self, address: str) -> int | None:
        """The number a person reads from the device; None after ANSWER_SECONDS or when the person gives up."""
        device = f"ble:{address.upper()}"
        self._asked.add(device)
        waiting: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._waiting[device] = waiting
        self._told(PasskeyWanted(device, ANSWER_SECONDS))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await waiting
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(device, None)

    def answer(self, device: str, digits: str) -> None:
        """What the person read; "" = gives up. DeviceError(PASSKEY_REFUSED): no six digits, or nobody waits any more."""
        waiting = self._waiting.get(device)
        number = digits.strip()
        if waiting is None or waiting.done() or (number and not (len(number) == LENGTH and number.isascii() and number.isdigit())):
            raise DeviceError(Reason.PASSKEY_REFUSED, device=device)
        waiting.set_result(int(number) if number else None)

    def was_asked(self, device: str) -> bool:
        """Whether the pairing that just ended asked for digits; forgets that it did."""
        asked = device in self._asked
        self._asked.discard(device)
        return asked

    async def close(self) -> None:
        """The system asks elsewhere again."""
        agent, self._agent = self._agent, None
        if agent is not None:
            await agent.stop()
