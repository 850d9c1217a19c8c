"""BLE, serial, replay and in-memory pipes."""
