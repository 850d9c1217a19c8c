"""Every known failure of the Bluetooth stacks becomes a reason a person can act on."""

from __future__ import annotations

import pytest
from bleak import exc

from device_drivers.errors import AttributeRefused, DeviceError, Reason
from device_drivers.transports.ble_errors import as_device_error

Why = exc.BleakBluetoothNotAvailableReason


def windows_error(number: int) -> OSError:
    error = OSError("the device is not ready for use")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(2, "No such file or directory"), Reason.NO_ADAPTER),  # no D-Bus socket
        (ConnectionRefusedError(111, "refused"), Reason.NO_ADAPTER),
        (PermissionError(13, "denied"), Reason.ADAPTER_DENIED),
        (TimeoutError(), Reason.TIMEOUT),
        (windows_error(-2147020577), Reason.ADAPTER_OFF),
        (exc.BleakBluetoothNotAvailableError("x", Why.NO_BLUETOOTH), Reason.NO_ADAPTER),
        (exc.BleakBluetoothNotAvailableError("x", Why.NO_BLE_CENTRAL_ROLE), Reason.NO_ADAPTER),
        (exc.BleakBluetoothNotAvailableError("x", Why.POWERED_OFF), Reason.ADAPTER_OFF),
        (exc.BleakBluetoothNotAvailableError("x", Why.DENIED_BY_USER), Reason.ADAPTER_DENIED),
        (exc.BleakBluetoothNotAvailableError("x", Why.DENIED_BY_SYSTEM), Reason.ADAPTER_DENIED),
        (exc.BleakBluetoothNotAvailableError("x", Why.UNKNOWN), Reason.NO_ADAPTER),
        (exc.BleakDeviceNotFoundError("C1:00"), Reason.NOT_FOUND),
        (exc.BleakCharacteristicNotFoundError("2a35"), Reason.NOT_SUPPORTED),
        (exc.BleakDBusError("org.bluez.Error.NotReady", []), Reason.ADAPTER_OFF),
        (exc.BleakDBusError("org.bluez.Error.AuthenticationFailed", []), Reason.PAIRING_REFUSED),
        (exc.BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []), Reason.NO_ADAPTER),
        (exc.BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", []), Reason.ADAPTER_DENIED),
        (exc.BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"]), Reason.CONNECT_FAILED),
        (exc.BleakError("Not connected"), Reason.LOST),
        (exc.BleakError("failed to discover services, device disconnected"), Reason.LOST),
        (exc.BleakError("Could not pair with device: 19"), Reason.PAIRING_REFUSED),
        (exc.BleakError("No Bluetooth adapters found."), Reason.NO_ADAPTER),
        (exc.BleakError("Failed to start scanner. Is Bluetooth turned on?"), Reason.ADAPTER_OFF),
        (exc.BleakError("something new"), Reason.CONNECT_FAILED),
        (EOFError(), Reason.CONNECT_FAILED),
        *((exc.BleakGATTProtocolError(code), Reason.PAIRING_REFUSED) for code in (0x05, 0x08, 0x0C, 0x0F)),
        (DeviceError(Reason.LOST), Reason.LOST),
    ],
)
def test_the_reason(error: Exception, reason: Reason) -> None:
    assert as_device_error(error).reason is reason


def test_an_att_refusal_keeps_its_code_and_channel() -> None:
    known = as_device_error(exc.BleakGATTProtocolError(0xFE), "2A52")
    assert isinstance(known, AttributeRefused)
    assert (known.code, known.facts["channel"]) == (0xFE, "2A52")


@pytest.mark.expect_log("bluetooth failed in an unknown way")
def test_what_nobody_knows_is_logged_as_a_bug() -> None:
    assert as_device_error(TypeError("ours")).reason is Reason.BUG


def test_an_error_says_its_reason_and_facts() -> None:
    assert str(DeviceError(Reason.PORT_BUSY, port="COM3")) == "port_busy: {'port': 'COM3'}"
    assert str(DeviceError(Reason.LOST)) == "lost"
