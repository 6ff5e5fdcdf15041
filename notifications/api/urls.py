"""Addresses of the API of notifications."""

from django.urls import path

from notifications.api import documents, jobs, messages

urlpatterns = [
    path("messages/", messages.MessageList.as_view(), name="message-list"),
    path("messages/<int:pk>/", messages.MessageView.as_view(), name="message-detail"),
    path("messages/<int:pk>/resend/", messages.Resend.as_view(), name="message-resend"),
    path(
        "messages/<int:pk>/count-as-sent/",
        messages.CountAsSent.as_view(),
        name="message-count-as-sent",
    ),
    path("messages/<int:pk>/cancel/", messages.CancelMessage.as_view(), name="message-cancel"),
    path("outbox/", messages.OutboxView.as_view(), name="outbox-detail"),
    path("outbox/pause/", messages.PauseOutbox.as_view(), name="outbox-pause"),
    path("outbox/resume/", messages.ResumeOutbox.as_view(), name="outbox-resume"),
    path("jobs/", jobs.JobList.as_view(), name="job-list"),
    path("jobs/<int:pk>/", jobs.JobView.as_view(), name="job-detail"),
    path("jobs/<int:pk>/cancel/", jobs.CancelJob.as_view(), name="job-cancel"),
    path("jobs/<int:pk>/retry/", jobs.RetryJob.as_view(), name="job-retry"),
    path("documents/", documents.DocumentList.as_view(), name="document-list"),
    path("documents/<int:pk>/", documents.DocumentView.as_view(), name="document-detail"),
    path(
        "documents/<int:pk>/download/",
        documents.DownloadDocument.as_view(),
        name="document-download",
    ),
    path(
        "documents/verify/<str:token>/",
        documents.VerifyDocument.as_view(),
        name="document-verify",
    ),
]
