"""The hub of the local network as its keeper sees it: who is behind, letting in, shutting out."""
