"""The Cyton over a serial line, and its session without one."""

from __future__ import annotations

import pytest

from device_drivers.drivers.openbci_board import board
from device_drivers.errors import Reason
from device_drivers.manifest import Model, Opening
from device_drivers.protocols.afe_boards import CYTON_GAIN, CYTON_VREF, units
from device_drivers.protocols.machine import SERIAL, BytesIn, Cancel, Closing, Start
from device_drivers.readings import DeviceState, KnownDevice
from device_drivers.virtual.boards import CytonInside, CytonPeer
from tests.device_drivers.conftest import PATIENCE, Room
from tests.device_drivers.model_sessions import models_of
from tests.device_drivers.scenarios import covers
from tests.device_drivers.wired import Wired, joined

pytestmark = pytest.mark.hurried


class Desk:
    """A board and a session with it."""

    def __init__(self, model: str = "OpenBCI Cyton") -> None:
        self.board = CytonInside()

        def answer(_: str, data: bytes) -> list[tuple[str, bytes]]:
            self.board.hear(data)
            return []

        known = KnownDevice("serial:X", "openbci-cyton", "x", "X", model=model)
        self.wire = Wired(board(known, Opening(1)), (SERIAL,), answer).connect()

    def send(self, packets: int, lost: int = 0, size: int = 17) -> None:
        for _ in range(lost):
            self.board.packet()
        self.wire.now += (packets + lost) / 250
        wire = b"".join(self.board.packet() for _ in range(packets))
        for at in range(0, len(wire), size):
            self.wire.give(BytesIn(wire[at : at + size]))

    def counts(self, channel: int) -> list[int]:
        return [units(row[channel], CYTON_VREF, CYTON_GAIN) for row in self.board.log]


@models_of("openbci-cyton")
def test_eight_channels_from_start_to_cancel(model: Model) -> None:
    desk = Desk(model.name)
    assert desk.wire.written == [b"s"] and not desk.board.streaming
    desk.wire.give(Start())
    assert desk.board.streaming
    for _ in range(5):
        desk.send(50)
    desk.wire.give(Cancel())
    assert desk.wire.written == [b"s", b"b", b"s"] and not desk.board.streaming
    for channel in range(8):
        samples = joined(desk.wire.blocks, f"CH{channel + 1}")
        assert list(samples) == list(range(250)) and list(samples.values()) == desk.counts(channel)
    assert {(block.hz, block.nv_per_lsb) for block in desk.wire.blocks} == {(250, 100)}


def test_lost_packets_are_a_gap_however_many_there_were() -> None:
    """H15: the packets count to 255; what is beyond tells the clock."""
    for lost in (1, 40, 300, 1000):
        desk = Desk()
        desk.wire.give(Start())
        desk.send(100)
        desk.send(100, lost=lost)
        desk.wire.give(Cancel())
        samples = joined(desk.wire.blocks, "CH8")
        assert list(samples) == [*range(100), *range(100 + lost, 200 + lost)]
        assert all(value == desk.counts(7)[at] for at, value in samples.items())


@covers("openbci-cyton", "power_off")
def test_silence_closing_and_a_pulled_cable() -> None:
    desk = Desk()
    desk.wire.give(Start())
    desk.send(10)
    assert desk.wire.run(4).ended is Reason.TIMEOUT
    closing = Desk()
    closing.wire.give(Start())
    closing.send(10)
    closing.wire.give(Closing())
    assert closing.wire.written[-1] == b"s" and len(joined(closing.wire.blocks, "CH1")) == 10
    pulled = Desk()
    pulled.wire.lose()
    assert pulled.wire.ended is Reason.LOST


@covers("openbci-cyton", "fragments", "corrupt_frame")
def test_over_a_line_with_damaged_packets(room: Room) -> None:
    async def make() -> CytonPeer:
        peer = CytonPeer(room.clock())
        await peer.listen()
        return peer

    peer = room.run(make())
    room.peers.append(peer)
    device = f"serial:{peer.url}"
    room.know(device, "openbci-cyton")
    room.desk.wait_state(DeviceState.DRAINED)
    room.hub.measure(device).result(PATIENCE)
    room.desk.wait(lambda: len(room.desk.blocks) >= 24)
    peer.spoil = 3
    room.desk.wait(lambda: room.desk.refusals)
    seen = len(room.desk.blocks)
    room.desk.wait(lambda: len(room.desk.blocks) >= seen + 8)
    room.hub.cancel(device).result(PATIENCE)
    room.desk.wait(lambda: not peer.inside.streaming)
    samples = joined(room.desk.blocks, "CH3")
    truth = [units(row[2], CYTON_VREF, CYTON_GAIN) for row in peer.inside.log]
    assert all(value == truth[at] for at, value in samples.items())
    assert max(samples) - len(samples) + 1 == 3  # three lost, three missing
