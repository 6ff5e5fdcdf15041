"""What leaves the house, as bytes."""

from notifications.documents.mail import Letter, Part, encode_file, render_mail

__all__ = ["Letter", "Part", "encode_file", "render_mail"]
