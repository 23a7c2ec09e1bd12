"""Plugins that read the files of the ledger folder."""
