"""Addresses of the pages of accounts (signing in itself is in entrance.py, under /accounts/)."""

from django.urls import path

from accounts.pages import activity, people, personal_data, profile

app_name = "accounts"
urlpatterns = [
    path("account/", profile.profile, name="profile"),
    path("account/tokens/", profile.create_token, name="token_create"),
    path("account/tokens/<uuid:public_id>/revoke/", profile.revoke_token, name="token_revoke"),
    path("account/accept/<uidb64>/<token>/", profile.accept, name="accept"),
    path("account/data/", personal_data.own, name="my_data"),
    path("account/data/file/", personal_data.take_along, name="my_data_file"),
    path("account/data/erasure/", personal_data.ask, name="erasure_ask"),
    path("account/data/erasure/withdraw/", personal_data.withdraw, name="erasure_withdraw"),
    path("people/data/", personal_data.look_up, name="personal_data"),
    path("people/data/export/", personal_data.export, name="personal_data_export"),
    path("people/data/erase/", personal_data.erase, name="personal_data_erase"),
    path("people/erasures/", personal_data.Erasures.as_view(), name="erasures"),
    path("people/erasures/<int:pk>/", personal_data.erasure, name="erasure"),
    path("people/erasures/<int:pk>/refuse/", personal_data.refuse, name="erasure_refuse"),
    path("people/", people.People.as_view(), name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/grant/", people.grant, name="person_grant"),
    path("people/<int:pk>/revoke/", people.revoke, name="person_revoke"),
    path("people/<int:pk>/close/", people.close, name="person_close"),
    path("people/<int:pk>/reopen/", people.reopen, name="person_reopen"),
    path("people/<int:pk>/resend/", people.resend, name="person_resend"),
    path("activity/", activity.Activity.as_view(), name="activity"),
]
