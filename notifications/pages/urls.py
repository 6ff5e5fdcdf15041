"""Addresses of the pages of notifications."""

from django.urls import path

from notifications.pages import (
    answers,
    bounces,
    campaigns,
    catcher,
    documents,
    jobs,
    messages,
    recipients,
)

app_name = "notifications"
urlpatterns = [
    path("messages/", messages.Messages.as_view(), name="messages"),
    path("messages/retry-refused/", messages.retry_refused, name="retry_refused"),
    path("messages/refused/", bounces.Refused.as_view(), name="refused"),
    path("messages/returned/", bounces.Bounces.as_view(), name="bounces"),
    path("messages/returned/<int:pk>/settle/", bounces.settle, name="bounce_settle"),
    path("messages/consents/", bounces.Consents.as_view(), name="consents"),
    path("messages/consents/new/", bounces.consent_new, name="consent_new"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path(
        "messages/<int:pk>/resend/",
        messages.decide,
        {"decision": "resend"},
        name="message_resend",
    ),
    path(
        "messages/<int:pk>/count-as-sent/",
        messages.decide,
        {"decision": "count-as-sent"},
        name="message_count_as_sent",
    ),
    path(
        "messages/<int:pk>/cancel/",
        messages.decide,
        {"decision": "cancel"},
        name="message_cancel",
    ),
    path("outbox/", messages.outbox_page, name="outbox"),
    path("outbox/pause/", messages.pause, name="outbox_pause"),
    path("outbox/resume/", messages.resume, name="outbox_resume"),
    path("campaigns/", campaigns.Campaigns.as_view(), name="campaigns"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("campaigns/template/", recipients.template, name="recipients_template"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("campaigns/<int:pk>/progress/", campaigns.progress, name="campaign_progress"),
    path("campaigns/<int:pk>/test/", campaigns.test, name="campaign_test"),
    *(
        path(
            f"campaigns/<int:pk>/{step}/",
            campaigns.steer,
            {"step": step},
            name=f"campaign_{step}",
        )
        for step in ("release", "rewrite", "pause", "resume", "cancel", "remind")
    ),
    path("campaigns/<int:pk>/recipients/", recipients.Recipients.as_view(), name="recipients"),
    path("campaigns/<int:pk>/recipients/upload/", recipients.upload, name="recipients_upload"),
    path("campaigns/<int:pk>/recipients/errors/", recipients.errors, name="recipients_errors"),
    path("recipients/<int:pk>/", recipients.recipient, name="recipient"),
    path("recipients/<int:pk>/steer/", recipients.steer, name="recipient_steer"),
    path("invitation/<str:token>/", answers.answer, name="answer"),
    path("stop/<str:token>/", answers.stop, name="stop"),
    path("jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/progress/", jobs.progress, name="job_progress"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job_cancel"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="job_retry"),
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/download/", documents.download, name="document_download"),
    path("v/<str:token>/", documents.verify, name="verify"),
    path("dev/mail/", catcher.mails, name="caught_mails"),
    path("dev/mail/<str:name>/", catcher.mail, name="caught_mail"),
    path("dev/mail/<str:name>/source/", catcher.source, name="caught_source"),
    path("dev/mail/<str:name>/files/<int:index>/", catcher.attachment, name="caught_file"),
]
