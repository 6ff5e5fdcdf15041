"""Addresses of the pages about seminars."""

from django.urls import URLPattern, path

from fairs.pages import seminar_invitations, seminar_registrations, seminars
from fairs.pages import seminar_public as public

urlpatterns: list[URLPattern] = [
    path("seminars/", public.seminars, name="seminars"),
    path("seminars/manage/", seminars.SeminarList.as_view(), name="seminars_manage"),
    path("seminars/new/", seminars.seminar_new, name="seminar_new"),
    path("seminars/<int:pk>/", public.seminar, name="seminar"),
    path("seminars/<int:pk>/registered/", public.seminar_registered, name="seminar_registered"),
    path("seminars/<int:pk>/seminar.ics", public.seminar_calendar, name="seminar_calendar"),
    path("seminars/<int:pk>/manage/", seminars.seminar_manage, name="seminar_manage"),
    path(
        "seminars/<int:pk>/registrations/",
        seminar_registrations.RegistrationList.as_view(),
        name="seminar_registrations",
    ),
    path(
        "seminars/<int:pk>/invitations/",
        seminar_invitations.InvitationList.as_view(),
        name="seminar_invitations",
    ),
    path("seminars/<int:pk>/edit/", seminars.seminar_edit, name="seminar_edit"),
    path("seminars/<int:pk>/schedule/", seminars.seminar_schedule, name="seminar_schedule"),
    path("seminars/<int:pk>/state/", seminars.seminar_state, name="seminar_state"),
    path("seminars/<int:pk>/cancel/", seminars.seminar_cancel, name="seminar_cancel"),
    path("seminars/<int:pk>/invite/", seminar_invitations.seminar_invite, name="seminar_invite"),
    path(
        "seminars/registrations/<int:pk>/cancel/",
        seminar_registrations.registration_cancel,
        name="seminar_registration_cancel",
    ),
    path(
        "seminars/invitations/<int:pk>/answer/",
        seminar_invitations.invitation_answer,
        name="seminar_invitation_answer",
    ),
    path("s/r/<str:token>/", public.seminar_registration, name="seminar_registration"),
    path("s/i/<str:token>/", public.seminar_answer, name="seminar_answer"),
]
