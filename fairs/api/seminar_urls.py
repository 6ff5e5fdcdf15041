"""Addresses of the API of seminars."""

from django.urls import URLPattern, path

from fairs.api import seminars

urlpatterns: list[URLPattern] = [
    path("seminars/", seminars.SeminarList.as_view(), name="seminar-list"),
    path("seminars/<int:pk>/", seminars.SeminarDetail.as_view(), name="seminar-detail"),
    path(
        "seminars/<int:pk>/schedule/", seminars.SeminarSchedule.as_view(), name="seminar-schedule"
    ),
    path("seminars/<int:pk>/state/", seminars.SeminarStateChange.as_view(), name="seminar-state"),
    path(
        "seminars/<int:pk>/registration-open/",
        seminars.SeminarRegistrationOpen.as_view(),
        name="seminar-registration-open",
    ),
    path("seminars/<int:pk>/cancel/", seminars.SeminarCancel.as_view(), name="seminar-cancel"),
    path(
        "seminars/<int:pk>/registrations/",
        seminars.RegistrationList.as_view(),
        name="seminar-registration-list",
    ),
    path(
        "seminars/<int:pk>/invitations/",
        seminars.InvitationList.as_view(),
        name="seminar-invitation-list",
    ),
    path(
        "seminar-registrations/<int:pk>/cancel/",
        seminars.RegistrationCancel.as_view(),
        name="seminar-registration-cancel",
    ),
    path(
        "seminar-invitations/<int:pk>/answer/",
        seminars.InvitationAnswer.as_view(),
        name="seminar-invitation-answer",
    ),
]
