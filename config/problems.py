"""What each problem code of the API means and what to do about it (pages `/problems/<code>/`)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Problem:
    """Two translated sentences for whoever met the code."""

    meaning: object
    remedy: object


# By what the request was about; common/ and the apps emit the codes.
PROBLEMS: dict[str, Problem] = {
    # Any request
    "refused": Problem(
        _("The action is not possible in the present state."),
        _("Read the title: it says what stands against it."),
    ),
    "invalid": Problem(
        _("Some values are missing or break a rule."),
        _("Correct the fields named under “errors” and send again."),
    ),
    "error": Problem(
        _("The server failed; the request was not at fault."),
        _("Try again in a few minutes. If it lasts, tell the organising office when it happened."),
    ),
    "busy": Problem(
        _("Many people are changing the same thing, and the wait became too long."),
        _("Send the same request again after a few seconds."),
    ),
    "bad_request": Problem(
        _("The request is damaged, or not encoded as it says."),
        _("Check its encoding and length, then send it again."),
    ),
    "parse_error": Problem(
        _("The body cannot be read as JSON."),
        _("Send UTF-8 JSON without comments, nested at most 40 levels deep."),
    ),
    "hostile_text": Problem(
        _("A text holds a character that cannot be shown or stored."),
        _("Remove control characters and invisible direction marks."),
    ),
    "too_large": Problem(
        _("The request is larger than one request may be."),
        _("Send it in smaller parts."),
    ),
    "throttled": Problem(
        _("Too many requests came in a short time."),
        _("Wait as many seconds as the Retry-After header says."),
    ),
    "not_found": Problem(
        _("Nothing is at this address, or it is not yours to see."),
        _("Check the address and the number in it, and the account you use."),
    ),
    "method_not_allowed": Problem(
        _("This address does not take this method."),
        _("Use a method that the description of the API lists for it."),
    ),
    "not_acceptable": Problem(
        _("The answer does not exist in the format asked for."),
        _("Ask for application/json in the Accept header."),
    ),
    "unsupported_media_type": Problem(
        _("The body came in a format that is not read here."),
        _("Send JSON with Content-Type: application/json."),
    ),
    "conflict": Problem(
        _("The change conflicts with what is already stored."),
        _("Read the present state, then decide whether the change is still needed."),
    ),
    "stale": Problem(
        _("Somebody else saved a change in the meantime, or other figures were already reported."),
        _("Read the newer version, make the change again and send its version number."),
    ),
    "version_required": Problem(
        _("An edit must say which version it starts from."),
        _("Send the ETag you received as If-Match, or “version” in the body."),
    ),
    "illegal_transition": Problem(
        _("The state cannot change in this way."),
        _("The title names both states; choose one of the actions the object lists."),
    ),
    "idempotency_key_reused": Problem(
        _("The Idempotency-Key was used before with another request."),
        _("Use a new key for each new request; repeat a key only with the same body."),
    ),
    "idempotency_in_progress": Problem(
        _("The first request with this Idempotency-Key is still running."),
        _("Repeat it after a few seconds to get its answer."),
    ),
    # Who may
    "not_authenticated": Problem(
        _("The request does not say who sends it."),
        _("Sign in, or send an API token as Authorization: Bearer."),
    ),
    "authentication_failed": Problem(
        _("The token is unknown, has ended or was revoked."),
        _("Make a new token on the page of your account."),
    ),
    "permission_denied": Problem(
        _("Your account does not allow this action."),
        _("Use an account with the role it needs, or ask the organising office."),
    ),
    "forbidden": Problem(
        _("You may see this, but your role does not allow this action on it."),
        _("Ask somebody with the role, or the organising office."),
    ),
    "csrf": Problem(
        _("The form was opened too long ago or in another sign-in."),
        _("Reload the page and send the form again; programs use a token instead of a session."),
    ),
    "second_factor_required": Problem(
        _("Your role needs a second factor, and none is set up."),
        _("Sign in on the website and set up an authenticator app."),
    ),
    "sign_in_failed": Problem(
        _("The e-mail address or the password is wrong."),
        _("Check both; a forgotten password is reset on the website."),
    ),
    "code_required": Problem(
        _("The account has a second factor, and no code was sent."),
        _("Send the code of the authenticator app as “code”."),
    ),
    "code_wrong": Problem(
        _("The code is wrong or was used already."),
        _("Wait for the next code the app shows, and send that one."),
    ),
    "too_many_failures": Problem(
        _("Too many attempts to sign in failed."),
        _("Wait five minutes, then try again."),
    ),
    "invitation_over": Problem(
        _("The invitation was answered, replaced or withdrawn."),
        _("Ask the organising office for a new one if you still need it."),
    ),
    # Jobs
    "job_active": Problem(
        _("The same work is already under way."),
        _("Follow the running job; start again once it has ended."),
    ),
    # Registry
    "field_closed": Problem(
        _("A verified record or a certificate fixes this field."),
        _("Leave the field out, or ask the office to change it."),
    ),
    "producer_closed": Problem(
        _("The producer’s record is suspended or was merged."),
        _("Use the record it was merged into, or ask the office."),
    ),
    "both_applied": Problem(
        _("Two producers that each hold an active application at the same fair cannot be merged."),
        _("Withdraw one of the two applications named in the title, then merge."),
    ),
    "already_applied": Problem(
        _("The producer already has an application at this fair."),
        _("Open that application and change it there."),
    ),
    # Showcase points
    "already_decided": Problem(
        _("Somebody already decided between the two reports."),
        _("Read the day again; correct it with a new report if needed."),
    ),
    "id_reuse": Problem(
        _("The number of the report was used before for other figures."),
        _("Send the figures as a new report with a new client_uuid."),
    ),
    "superseded": Problem(
        _("A newer version of the report, edited on the device, was already received."),
        _("Drop the older version: nothing of it is left to send."),
    ),
    "photo_differs": Problem(
        _("The bytes of the picture do not have the digest in the address."),
        _("Compute the SHA-256 of the bytes you send and use it in the address."),
    ),
    "not_approvable": Problem(
        _("Something stands against approving the month’s figures."),
        _("Settle what the title names, then approve."),
    ),
    "not_manager_that_day": Problem(
        _("You were not the manager of the point on that day."),
        _("Ask the manager of that day or the office to report it."),
    ),
    "period_locked": Problem(
        _("The figures of this period are settled."),
        _("Ask the office to reopen the period if something must be corrected."),
    ),
    "future_day": Problem(
        _("The report is about a day that has not come yet."),
        _("Report on today or an earlier day; days are those of Asia/Ho_Chi_Minh."),
    ),
    "point_closed": Problem(
        _("The showcase point was closed on that day."),
        _("Choose another day, or ask the office to correct the closures."),
    ),
    # Fairs and applications
    "fair_not_ready": Problem(
        _("The fair lacks something it needs before it is published."),
        _("Add what “errors” lists, then publish."),
    ),
    "published_promise": Problem(
        _("People outside already rely on what the change would take back."),
        _("Keep it, or send the change again with a reason."),
    ),
    "layout_in_use": Problem(
        _("Something refers to booths of this hall, so it cannot be drawn again."),
        _("Free the booths the title names, or change single booths."),
    ),
    "applications_closed": Problem(
        _("The fair takes no applications now."),
        _("Look at the fair’s dates; the office may admit a late one."),
    ),
    "not_eligible": Problem(
        _("The application breaks a rule that decides."),
        _("Mend what each sentence under “errors” names, then send again."),
    ),
    "not_editable": Problem(
        _("The application was sent and can no longer be changed."),
        _("Withdraw it while applications are open, or ask the office."),
    ),
    "not_reviewed": Problem(
        _("The application was not reviewed yet, so it cannot be decided."),
        _("Review it first."),
    ),
    "quota_full": Problem(
        _("A quota of the fair leaves no room for one more."),
        _("Put the application on the waiting list, or raise the quota."),
    ),
    "undecided": Problem(
        _("Some applications have no decision yet."),
        _("Decide them, or say that they are left for later."),
    ),
    "nothing_to_announce": Problem(
        _("All decisions are announced already."),
        _("Nothing needs to be done."),
    ),
    "not_published": Problem(
        _("The fair or the seminar is not published yet."),
        _("Publish it first."),
    ),
    "not_held": Problem(
        _("The fair has not begun, or is not held."),
        _("Record sales and visits from its first day on."),
    ),
    "confirmation_closed": Problem(
        _("Participation cannot be confirmed, or no longer."),
        _("The title names the date; ask the office if it has passed."),
    ),
    # Booth plans
    "plan_closed": Problem(
        _("The plan is published, replaced or discarded and does not change any more."),
        _("Make a new plan from it and change that one."),
    ),
    "plan_busy": Problem(
        _("The plan is being computed."),
        _("Wait until it is ready, or stop the computation."),
    ),
    "plan_changed": Problem(
        _("Somebody changed the plan since it was read."),
        _("Read the plan again, then repeat the change with its new version."),
    ),
    "plan_stale": Problem(
        _("The fair changed since the plan was made."),
        _("Update the plan to today’s data, look at it, then publish."),
    ),
    "not_publishable": Problem(
        _("Something stands against publishing the plan."),
        _("Settle each point under “errors”, then publish."),
    ),
    "floor_plan_invalid": Problem(
        _("The booths of a hall do not form rows that can be allocated."),
        _("Correct the booths the title names on the floor plan."),
    ),
    "nothing_published": Problem(
        _("The fair has no published plan to start from."),
        _("Compute a first plan and publish it."),
    ),
    "campaign_over": Problem(
        _("Everything of this campaign has left or was stopped."),
        _("Make a new campaign."),
    ),
    "event_postponed": Problem(
        _("The campaign’s event was postponed."),
        _("Give the event new days; then release the campaign."),
    ),
    "no_recipients": Problem(
        _("The campaign has no recipients."),
        _("Choose recipients, then release it."),
    ),
    "no_reminders": Problem(
        _("Nobody of this campaign is to be reminded."),
        _("Wait for the first messages to leave, or write a new campaign."),
    ),
    "no_text": Problem(
        _("The campaign has no text yet."),
        _("Write at least the Vietnamese text."),
    ),
    "nobody": Problem(
        _("The filters match no producer."),
        _("Change the filters, then add the recipients again."),
    ),
    "not_draft": Problem(
        _("The campaign was released already."),
        _("Make a new campaign for other recipients."),
    ),
    "nothing_to_print": Problem(
        _("There is nothing such a paper would be about."),
        _("Choose another paper, or come back when there is something to print."),
    ),
    "paper_outdated": Problem(
        _("The facts changed since the paper was issued."),
        _("Have the letters written anew, then print them."),
    ),
    "settled": Problem(
        _("Somebody settled this already."),
        _("Reload the page to see what was decided."),
    ),
    "place_refused": Problem(
        _("A hard rule forbids this booth for this exhibitor."),
        _("Choose another booth; the sentences name the rule."),
    ),
    "lock_refused": Problem(
        _("The booth is locked for somebody else."),
        _("Choose another booth, or remove the lock first."),
    ),
    "note_needed": Problem(
        _("The place is allowed but meets not every wish."),
        _("Repeat the request with a note that says why."),
    ),
    "nothing_to_undo": Problem(
        _("No edit of the plan is left that could be taken back."),
        _("Change the places by hand, or go back to another plan."),
    ),
    "not_beside": Problem(
        _("The two applicants do not stand side by side in this plan."),
        _("Place them side by side first, then lock them as a pair."),
    ),
    "not_placed": Problem(
        _("The application has no place in this plan."),
        _("Read the plan again: somebody may have moved it."),
    ),
    "no_place": Problem(
        _("There is no place a letter could be written about."),
        _("Give the application a booth and publish the plan first."),
    ),
    # Seminars
    "room_taken": Problem(
        _("Another seminar holds the room at that time."),
        _("Choose another room or time; the title names the other seminar."),
    ),
    "closed": Problem(
        _("The seminar is over."),
        _("It stays as it was; make a new seminar instead."),
    ),
    "over": Problem(
        _("The seminar is over, so the registration cannot be cancelled."),
        _("Nothing more has to be done."),
    ),
    "too_early": Problem(
        _("The seminar has not begun yet."),
        _("Repeat the action once it has begun."),
    ),
    "too_late": Problem(
        _("The time of the seminar has passed."),
        _("Move it to a time to come first."),
    ),
    "seminar_full": Problem(
        _("Not enough seats are left."),
        _("Send the registration for fewer people, or accept the waiting list."),
    ),
    "registration_closed": Problem(
        _("The seminar takes no registrations at the moment."),
        _("Try later or ask the organising office."),
    ),
}
