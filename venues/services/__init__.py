"""Services of venues: every change goes through here."""
