"""Background work of fairs: handlers of jobs, registered when this package is loaded."""

from fairs.tasks import fairness, papers, plans, warmth

__all__ = ["fairness", "papers", "plans", "warmth"]
