"""One file per device family: manifest, quirks, which machine."""
