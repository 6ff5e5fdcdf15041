"""Background work of fairs: handlers of jobs, registered when this package is loaded."""

from fairs.tasks import plans

__all__ = ["plans"]
