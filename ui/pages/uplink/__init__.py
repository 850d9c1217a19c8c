"""Upload settings: which server, how this computer signs in there, and a try before anything is used."""
