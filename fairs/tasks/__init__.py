"""Background work of fairs: handlers of jobs, registered when this package is loaded."""

from fairs.tasks import fairness, plans, warmth

__all__ = ["fairness", "plans", "warmth"]
