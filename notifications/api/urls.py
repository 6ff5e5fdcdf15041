"""Addresses of the API of notifications."""

from django.urls import path

from notifications.api import (
    bounces,
    campaign_steps,
    campaigns,
    documents,
    jobs,
    messages,
    recipients,
)

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
    path("campaigns/", campaigns.CampaignList.as_view(), name="campaign-list"),
    path("campaigns/<int:pk>/", campaigns.CampaignView.as_view(), name="campaign-detail"),
    path(
        "campaigns/<int:pk>/release/",
        campaign_steps.ReleaseCampaign.as_view(),
        name="campaign-release",
    ),
    path(
        "campaigns/<int:pk>/rewrite/",
        campaign_steps.RewriteCampaign.as_view(),
        name="campaign-rewrite",
    ),
    path(
        "campaigns/<int:pk>/pause/",
        campaign_steps.PauseCampaign.as_view(),
        name="campaign-pause",
    ),
    path(
        "campaigns/<int:pk>/resume/",
        campaign_steps.ResumeCampaign.as_view(),
        name="campaign-resume",
    ),
    path(
        "campaigns/<int:pk>/cancel/",
        campaign_steps.CancelCampaign.as_view(),
        name="campaign-cancel",
    ),
    path(
        "campaigns/<int:pk>/remind/",
        campaign_steps.RemindCampaign.as_view(),
        name="campaign-remind",
    ),
    path(
        "campaigns/<int:pk>/test/",
        campaign_steps.TestCampaign.as_view(),
        name="campaign-test",
    ),
    path(
        "campaigns/<int:pk>/recipients/",
        recipients.RecipientList.as_view(),
        name="recipient-list",
    ),
    path(
        "recipients/<int:pk>/answer/", recipients.AnswerRecipient.as_view(), name="recipient-answer"
    ),
    path(
        "recipients/<int:pk>/revoke/", recipients.RevokeRecipient.as_view(), name="recipient-revoke"
    ),
    path("bounces/", bounces.BounceList.as_view(), name="bounce-list"),
    path("bounces/report/", bounces.ReportBounce.as_view(), name="bounce-report"),
    path("bounces/<int:pk>/settle/", bounces.SettleBounce.as_view(), name="bounce-settle"),
    path("consents/", bounces.ConsentList.as_view(), name="consent-list"),
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
