"""Background work of fairs: handlers of jobs, registered when this package is loaded."""

from fairs.tasks import papers, plans, warmth

__all__ = ["papers", "plans", "warmth"]
