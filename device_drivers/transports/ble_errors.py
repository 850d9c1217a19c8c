"""What bleak and the operating systems raise, as reasons a person can act on."""

from __future__ import annotations

import logging

from device_drivers.errors import AttributeRefused, DeviceError, Reason

log = logging.getLogger(__name__)

# ATT errors that mean "not bonded, or the bond is gone" (Core 5.4, Vol 3 Part F, 3.4.1.1)
_SECURITY_CODES = frozenset({0x05, 0x08, 0x0C, 0x0F})

_DBUS_REASONS = {
    "org.bluez.Error.NotReady": Reason.ADAPTER_OFF,
    "org.bluez.Error.Blocked": Reason.ADAPTER_OFF,
    "org.bluez.Error.NotAuthorized": Reason.PAIRING_REFUSED,
    "org.bluez.Error.AuthenticationFailed": Reason.PAIRING_REFUSED,
    "org.bluez.Error.AuthenticationRejected": Reason.PAIRING_REFUSED,
    "org.bluez.Error.AuthenticationCanceled": Reason.PAIRING_REFUSED,
    "org.bluez.Error.AuthenticationTimeout": Reason.PAIRING_REFUSED,
    "org.bluez.Error.DoesNotExist": Reason.NOT_FOUND,
    "org.freedesktop.DBus.Error.UnknownObject": Reason.NOT_FOUND,
    "org.freedesktop.DBus.Error.ServiceUnknown": Reason.NO_ADAPTER,
    "org.freedesktop.DBus.Error.NameHasNoOwner": Reason.NO_ADAPTER,
    "org.freedesktop.DBus.Error.AccessDenied": Reason.ADAPTER_DENIED,
}

# bleak has no type of its own for these; its wording is the only mark
_WORDS = (
    ("not connected", Reason.LOST),
    ("disconnected", Reason.LOST),
    ("handler_not_registered", Reason.PAIRING_DIALOG),  # Windows: the device wants digits, asked for in its own window
    ("authentication_timeout", Reason.PAIRING_DIALOG),
    ("pairing_canceled", Reason.PAIRING_DIALOG),
    ("remote_device_has_association", Reason.BOND_ELSEWHERE),
    ("pair", Reason.PAIRING_REFUSED),
    ("access denied", Reason.PAIRING_REFUSED),
    ("turned on", Reason.ADAPTER_OFF),
    ("adapter", Reason.NO_ADAPTER),
    ("was not found", Reason.NOT_SUPPORTED),
)

_WINDOWS_RADIO_OFF = -2147020577  # ERROR_DEVICE_NOT_AVAILABLE as HRESULT: the radio is switched off


def as_device_error(error: Exception, channel: str = "") -> DeviceError:
    """The known error behind what was raised while talking to the radio or to `channel` of a device."""
    if isinstance(error, DeviceError):
        return error
    code = _att_code(error)
    if code in _SECURITY_CODES:
        return DeviceError(Reason.PAIRING_REFUSED)
    if code is not None:
        return AttributeRefused(channel, code)
    return DeviceError(_system_reason(error) or _bleak_reason(error), detail=type(error).__name__)


def _att_code(error: Exception) -> int | None:
    from bleak.exc import BleakGATTProtocolError

    return int(error.code) if isinstance(error, BleakGATTProtocolError) else None


def _system_reason(error: Exception) -> Reason | None:
    """TimeoutError and PermissionError are OSErrors: asked first."""
    if isinstance(error, TimeoutError):
        return Reason.TIMEOUT
    if isinstance(error, PermissionError):
        return Reason.ADAPTER_DENIED
    if isinstance(error, OSError):
        # no D-Bus socket (FileNotFoundError, ConnectionRefusedError): a machine without BlueZ
        return Reason.ADAPTER_OFF if getattr(error, "winerror", None) == _WINDOWS_RADIO_OFF else Reason.NO_ADAPTER
    return None


def _bleak_reason(error: Exception) -> Reason:
    from bleak import exc

    if isinstance(error, exc.BleakBluetoothNotAvailableError):
        return _unavailable(error.reason)
    if isinstance(error, exc.BleakDeviceNotFoundError):
        return Reason.NOT_FOUND
    if isinstance(error, exc.BleakCharacteristicNotFoundError):
        return Reason.NOT_SUPPORTED
    if isinstance(error, exc.BleakDBusError):
        return _DBUS_REASONS.get(error.dbus_error, Reason.CONNECT_FAILED)
    if not isinstance(error, exc.BleakError | EOFError):  # EOFError: the D-Bus connection broke
        log.error("bluetooth failed in an unknown way", exc_info=error)
        return Reason.BUG
    said = str(error).lower()
    return next((reason for word, reason in _WORDS if word in said), Reason.CONNECT_FAILED)


def _unavailable(why: object) -> Reason:
    from bleak.exc import BleakBluetoothNotAvailableReason as Why

    if why in (Why.NO_BLUETOOTH, Why.NO_BLE_CENTRAL_ROLE):
        return Reason.NO_ADAPTER
    if why is Why.POWERED_OFF:
        return Reason.ADAPTER_OFF
    return Reason.NO_ADAPTER if why is Why.UNKNOWN else Reason.ADAPTER_DENIED
