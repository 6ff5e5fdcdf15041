"""Addresses of the pages of notifications."""

from django.urls import path

from notifications.pages import catcher, documents, jobs, messages

app_name = "notifications"
urlpatterns = [
    path("messages/", messages.Messages.as_view(), name="messages"),
    path("messages/retry-refused/", messages.retry_refused, name="retry_refused"),
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
