"""What pages, the API and documents read about places; rollups, never the raw ledger."""
