"""Handlers of the long jobs of allocation: computing a plan, rendering the letters."""

import time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fairs.documents.plan_geometry import HallDrawing
from fairs.models import AllocationPlan
from fairs.queries.instances import assignments_of
from fairs.queries.plans import LETTERS, SOLVE
from fairs.rules.states import PlanState
from fairs.services.letters import hall_of, letters_to_render, render_letter
from fairs.services.plans import load_input
from fairs.services.solving import give_back, progress_text, store_solution
from fairs.solver import solve
from notifications.registry import JobCancelled, JobLost, JobRun, job_handler

BEAT_SECONDS = 1.0


class SolveWatch:
    """Between solver and job: reports progress, and turns a wish to stop into `cancelled`.

    The solver then returns its best plan so far, which is kept.
    """

    def __init__(self, run: JobRun, seconds: int) -> None:
        self.run, self.seconds = run, seconds
        self.started = self.told = time.monotonic()
        self.text, self.stop = "", False
        self.lost: JobLost | None = None

    def progress(self, best: int, bound: int, gap: float) -> None:
        self.text = progress_text(best=best, bound=bound, gap=gap)
        self._tell()

    def cancelled(self) -> bool:
        if time.monotonic() - self.told >= BEAT_SECONDS:
            self._tell()
        return self.stop or self.lost is not None

    def _tell(self) -> None:
        self.told = time.monotonic()
        done = min(self.seconds, int(self.told - self.started))
        try:
            self.run.progress(done=done, total=self.seconds, message=self.text)
        except JobCancelled:
            self.stop = True
        except JobLost as lost:
            self.lost = lost


@job_handler(SOLVE, queue="solver")
def solve_plan(run: JobRun) -> dict[str, Any] | None:
    """Compute a plan. Nothing is written before the end, so a killed run starts again."""
    plan = AllocationPlan.objects.select_related("fair").get(pk=run.params["plan"])
    if plan.state != PlanState.RUNNING:
        return {"stored": False}
    watch = SolveWatch(run, run.params["seconds"])
    try:
        data = load_input(plan.fair)
        result = solve(
            data.instance,
            fill_only=bool(run.params.get("fill_holes")),
            seed=run.params["seed"],
            seconds=float(run.params["seconds"]),
            progress=watch.progress,
            cancelled=watch.cancelled,
        )
        if watch.lost is not None:
            raise watch.lost
        stored = store_solution(plan=plan, data=data, result=result)
    except JobLost:
        raise
    except Exception:
        give_back(plan=plan)
        raise
    if watch.stop:
        run.job.message = _("Stopped as asked; the best plan so far is kept. %(best)s") % {
            "best": watch.text
        }
        raise JobCancelled
    return stored


@job_handler(LETTERS, queue="documents")
def render_letters(run: JobRun) -> dict[str, Any] | None:
    """Render the letters of a published plan that do not exist yet, and let their mails go.

    Each letter commits on its own: after a kill or a stop the next run does what is missing.
    """
    plan = AllocationPlan.objects.get(pk=run.params["plan"])
    todo = list(letters_to_render(plan).values_list("pk", flat=True))
    before = max((run.job.total or 0) - len(todo), 0)
    total, made = before + len(todo), 0
    halls: dict[int, HallDrawing] = {}
    run.progress(done=before, total=total)
    for done, pk in enumerate(todo, before + 1):
        assignment = assignments_of(plan).select_related("plan__fair__venue").filter(pk=pk).first()
        if assignment is not None and assignment.places.all():
            booth = assignment.places.all()[0].booth
            hall = halls.get(booth.hall_id) or halls.setdefault(booth.hall_id, hall_of(booth))
            document = render_letter(
                assignment=assignment, hall=hall, actor=run.job.created_by, now=timezone.now()
            )
            made += document is not None
        run.progress(done=done, total=total)
    return {"letters": made}
