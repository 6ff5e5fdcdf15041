"""QR codes as vector rectangles."""

from functools import lru_cache

import segno

QUIET = 4  # modules of empty margin the standard asks for


@lru_cache(maxsize=256)
def operators(data: str) -> tuple[str, int]:
    """PDF drawing operators of a code with modules of one unit, and its side in modules.

    A fixed mask costs a third of trying all eight and reads just as well at this size.
    """
    code = segno.make_qr(data, error="m", mask=4, boost_error=False)
    side = len(code.matrix) + 2 * QUIET
    parts: list[str] = []
    for row, modules in enumerate(code.matrix):
        y = side - QUIET - row - 1
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                parts.append(f"{start + QUIET} {y} {column - start} 1 re")
                start = None
    return " ".join(parts) + " f", side
