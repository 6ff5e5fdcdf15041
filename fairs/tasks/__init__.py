"""Background work of fairs: handlers of jobs, registered when this package is loaded."""

from fairs.tasks import plans, warmth

__all__ = ["plans", "warmth"]
