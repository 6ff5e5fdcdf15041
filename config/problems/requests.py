"""Codes any request may meet, and those of who may."""

from django.utils.translation import gettext_lazy as _

from config.problems.problem import Problem

REQUESTS: dict[str, Problem] = {
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
    "upload_infected": Problem(
        _("A virus was found in the file, or it is the test file of virus scanners."),
        _("Check the device it comes from, and send a clean copy."),
    ),
    "upload_not_checked": Problem(
        _("The virus scanner does not answer; unchecked files are not accepted."),
        _("Try again later. The office can see the scanner’s state in the log."),
    ),
    "upload_quota": Problem(
        _("You have sent as many files as one person may on one day."),
        _("Go on tomorrow, or ask the office to raise the limit."),
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
    "document_emptied": Problem(
        _("The document named somebody whose personal data was erased, and was emptied."),
        _("Have the paper printed anew; it then names the others only."),
    ),
    "nobody_known": Problem(
        _("Nothing is kept about the address."),
        _("Check how the address is written."),
    ),
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
    "step_up_required": Problem(
        _("Exports of personal data, erasures and bulk sending need a fresh password or code."),
        _("Send your password or code to /auth/confirm/, then repeat the request."),
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
}
