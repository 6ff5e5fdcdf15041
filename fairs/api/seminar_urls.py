"""Addresses of the API of seminars."""

from django.urls import URLPattern, path

from fairs.api import (
    seminar_invitations,
    seminar_lifecycle,
    seminar_registrations,
    seminars,
)

urlpatterns: list[URLPattern] = [
    path("seminars/", seminars.SeminarList.as_view(), name="seminar-list"),
    path("seminars/<int:pk>/", seminars.SeminarDetail.as_view(), name="seminar-detail"),
    path(
        "seminars/<int:pk>/schedule/",
        seminar_lifecycle.SeminarSchedule.as_view(),
        name="seminar-schedule",
    ),
    path(
        "seminars/<int:pk>/state/",
        seminar_lifecycle.SeminarStateChange.as_view(),
        name="seminar-state",
    ),
    path(
        "seminars/<int:pk>/registration-open/",
        seminar_lifecycle.SeminarRegistrationOpen.as_view(),
        name="seminar-registration-open",
    ),
    path(
        "seminars/<int:pk>/cancel/",
        seminar_lifecycle.SeminarCancel.as_view(),
        name="seminar-cancel",
    ),
    path(
        "seminars/<int:pk>/registrations/",
        seminar_registrations.RegistrationList.as_view(),
        name="seminar-registration-list",
    ),
    path(
        "seminars/<int:pk>/invitations/",
        seminar_invitations.InvitationList.as_view(),
        name="seminar-invitation-list",
    ),
    path(
        "seminar-registrations/<int:pk>/cancel/",
        seminar_registrations.RegistrationCancel.as_view(),
        name="seminar-registration-cancel",
    ),
    path(
        "seminar-invitations/<int:pk>/answer/",
        seminar_invitations.InvitationAnswer.as_view(),
        name="seminar-invitation-answer",
    ),
]
