"""`xiangyi devices import FILE`: an ECG that came as a file waits for its resident like one out of a patch's memory."""

from __future__ import annotations

from pathlib import Path

from app.cli.call import Call
from app.cli.opened import opened
from app.errors import KnownError
from app.services.ecg_stored import StoredEcgs


def import_recording(call: Call) -> int:
    """0 when it is kept, also where it was already. KnownError ``file_unreadable``, ``recording_unreadable``."""
    from device_drivers.errors import DeviceError
    from device_drivers.recording_files import recording_of

    file = Path(call.args.file)
    try:
        recording = recording_of(file.read_bytes(), file.name)
    except OSError as error:
        raise KnownError("file_unreadable", file=file.name) from error
    except DeviceError as error:
        raise KnownError("recording_unreadable", file=file.name) from error
    with opened(call) as desk:
        StoredEcgs(desk).heard(recording)
    call.say(call.words.say("cli.devices_imported", {"file": file.name, "leads": len(recording.leads)}))
    return 0
