"""Documents of accounts: dataclasses in, bytes out."""
