"""Tables of the ledger: headings, cells and rows become customers, items and payments."""
