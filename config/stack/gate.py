"""A pipe by which one process holds another back until something is done."""

import contextlib
import os
import select

GATE = "HOICHO_GATE"  # the variable that tells a child the number of its end


class Gate:
    """Shut at first. Opening it lets the waiting process go on; when it is closed unopened, or its
    holder dies, that one learns that it waited in vain.
    """

    def __init__(self) -> None:
        self.waiting, self.holding = os.pipe()
        self._ends = {self.waiting, self.holding}

    def open(self) -> None:
        with contextlib.suppress(BrokenPipeError):  # nobody waits any more
            os.write(self.holding, b"+")
        self.close()

    def is_open(self) -> bool:
        """Whether it was opened, without waiting; False as well when that will never be."""
        ready, _, _ = select.select([self.waiting], [], [], 0)
        return bool(ready) and os.read(self.waiting, 1) == b"+"

    def give_away(self, end: int) -> None:
        """Forget an end that a child has now."""
        if end in self._ends:
            self._ends.remove(end)
            os.close(end)

    def close(self) -> None:
        for end in list(self._ends):
            self.give_away(end)


def wait_at(end: int) -> bool:
    """Wait at the end that was inherited; whether the gate was opened."""
    try:
        return os.read(end, 1) == b"+"
    finally:
        os.close(end)
