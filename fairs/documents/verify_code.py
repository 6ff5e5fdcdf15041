"""The QR code of an issued document, for a page."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules of empty margin the standard asks for


@dataclass(frozen=True)
class VerifyCode:
    """A square of `side` modules, the dark ones as one SVG path."""

    url: str
    side: int
    path: str


def verify_code(url: str) -> VerifyCode:
    """The code that leads to a document's verification page."""
    matrix = segno.make_qr(url, error="m", boost_error=False).matrix
    runs = []
    for y, row in enumerate(matrix, QUIET):
        start = None
        for x, dark in enumerate([*row, 0], QUIET):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return VerifyCode(url, len(matrix) + 2 * QUIET, "".join(runs))
