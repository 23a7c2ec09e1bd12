"""The local pages, on loopback only."""
