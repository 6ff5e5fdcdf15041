"""What the checks of an application say, with the remedy, in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from common import formats
from exhibitors.rules import ProducerState, ProductGroup
from fairs.rules.eligibility import Check, Verdict


def _day(value: str) -> str:
    return formats.day(date.fromisoformat(value))


def _moment(value: str) -> str:
    return formats.moment(datetime.fromisoformat(value))


def problem_sentence(problem: str, params: Mapping[str, Any]) -> str:
    """Why one product may not be shown, with the remedy, in the active language."""
    if problem == "group":
        text = _("its group, %(group)s, is not part of this fair")
        return text % {"group": ProductGroup(params["group"]).label}
    if problem == "stars":
        text = _("it has %(stars)s ★, the fair asks for %(least)s ★")
        return text % {"stars": params["stars"], "least": params["least"]}
    if problem == "candidate":
        return _("it has no certificate yet; apply for recognition first")
    if problem == "revoked":
        return _("its certificate was withdrawn on %(day)s") % {"day": _day(params["on"])}
    if problem == "expires":
        text = _("its certificate expires on %(day)s, before the fair's last day; renew it first")
        return text % {"day": _day(params["on"])}
    text = _("its certificate is only in force from %(day)s")
    return text % {"day": _day(params["on"])}


def verdict_sentence(verdict: Verdict) -> str:
    return problem_sentence(verdict.problem, verdict.params) if verdict.problem else ""


def _refused(params: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{row['name']}: {problem_sentence(row['problem'], row)}"
        for row in params.get("refused", [])
    )


def title(check: Check) -> str:
    """The rule's short name in the active language."""
    return {
        "window": _("Application period"),
        "producer": _("Producer's record"),
        "products": _("Products"),
        "groups": _("Product groups"),
        "certificates": _("Stars and certificates"),
        "modules": _("Number of booths"),
        "quota_group": _("Places for the product group"),
        "quota_commune": _("Places for the commune"),
    }.get(check.code, check.code)


def sentence(check: Check) -> str:
    """The result of one check, with the remedy where it failed, in the active language."""
    writer = _SENTENCES.get(check.code)
    return writer(check) if writer else check.code


def _window_sentence(check: Check) -> str:
    p = check.params
    if check.passed and p.get("late"):
        text = _(
            "Sent after %(until)s, within the grace period: late applications rank after the "
            "others."
        )
        return text % {"until": _moment(p["until"])}
    if check.passed:
        return _("In time; applications close at %(until)s.") % {"until": _moment(p["until"])}
    if p.get("phase") == "ANNOUNCED":
        return _("Applications open on %(from)s.") % {"from": _moment(p["from"])}
    text = _("The period ended on %(until)s. Ask the organiser about the next fair.")
    return text % {"until": _moment(p["until"])}


def _producer_sentence(check: Check) -> str:
    if not check.passed:
        return _("The producer's record is suspended. Contact the organiser to settle it.")
    if check.params.get("state") == ProducerState.UNVERIFIED:
        return _("The office has still to verify the record; you may apply meanwhile.")
    return _("The producer's record is in order.")


def _products_sentence(check: Check) -> str:
    if check.passed:
        return _("Products chosen: %(count)s.") % {"count": check.params.get("count", 0)}
    return _("Choose at least one product to show.")


def _groups_sentence(check: Check) -> str:
    if check.passed:
        return _("Every product belongs to a group of this fair.")
    return _("Take out: %(products)s.") % {"products": _refused(check.params)}


def _certificates_sentence(check: Check) -> str:
    p = check.params
    if check.passed:
        text = _("Every product has %(least)s ★ or more and a certificate in force on all days.")
        return text % {"least": p.get("least", 3)}
    return _("Take out or renew: %(products)s.") % {"products": _refused(p)}


def _modules_sentence(check: Check) -> str:
    p = check.params
    if check.passed:
        return _("%(asked)s of at most %(most)s.") % {"asked": p["asked"], "most": p["most"]}
    text = _("You asked for %(asked)s; choose at most %(most)s.")
    return text % {"asked": p["asked"], "most": p["most"]}


def _quota_sentence(check: Check) -> str:
    p = check.params
    if check.passed:
        text = _("%(label)s: %(accepted)s of %(limit)s places are taken.")
    else:
        text = _("%(label)s: all %(limit)s places are taken; you may join the waiting list.")
    label = ProductGroup(p["group"]).label if p.get("group") else p.get("commune", "")
    return text % {"label": label, "accepted": p["accepted"], "limit": p["limit"]}


_SENTENCES = {
    "window": _window_sentence,
    "producer": _producer_sentence,
    "products": _products_sentence,
    "groups": _groups_sentence,
    "certificates": _certificates_sentence,
    "modules": _modules_sentence,
    "quota_group": _quota_sentence,
    "quota_commune": _quota_sentence,
}
