"""What is said about a code."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Two translated sentences for whoever met the code."""

    meaning: object
    remedy: object
