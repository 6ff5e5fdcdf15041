"""The instance of a fair in which nobody who was told a place may move: only holes are filled."""

from dataclasses import replace

from fairs.queries.checks import check_place
from fairs.queries.instances import FairInput
from fairs.queries.occupancy import Occupancy
from fairs.solver.model import Instance


def held(data: FairInput) -> Instance:
    """The fair's instance with every announced place locked that the rules of today allow.

    Who has more right is held first; of two places that can no longer stand together (declared
    rivals, a booth locked for another) the later one is left to the solver.
    """
    announced = data.instance.announced
    occupancy, locks = Occupancy(data), {}
    for applicant in sorted(data.instance.applications, key=lambda a: a.right):
        booths = announced.get(applicant.id, ())
        if booths and check_place(occupancy, applicant.id, booths).allowed:
            occupancy = occupancy.with_place(applicant.id, booths)
            locks[applicant.id] = booths
    return replace(
        data.instance,
        applications=tuple(
            replace(a, lock=locks.get(a.id, a.lock)) for a in data.instance.applications
        ),
    )
