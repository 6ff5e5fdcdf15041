"""Addresses of the API of accounts."""

from django.urls import path

from accounts.api import activity, auth, confirm, personal_data, users

urlpatterns = [
    path("auth/token/", auth.TokenView.as_view(), name="auth-token"),
    path("auth/me/", auth.MeView.as_view(), name="auth-me"),
    path("auth/confirm/", confirm.ConfirmView.as_view(), name="auth-confirm"),
    path("auth/me/data/", personal_data.MyData.as_view(), name="auth-my-data"),
    path("auth/me/erasure/", personal_data.MyErasure.as_view(), name="auth-my-erasure"),
    path("personal-data/", personal_data.DataOfPerson.as_view(), name="personal-data"),
    path("erasures/", personal_data.ErasureList.as_view(), name="erasure-list"),
    path("erasures/<int:pk>/refuse/", personal_data.RefuseErasure.as_view(), name="erasure-refuse"),
    path("users/", users.UserList.as_view(), name="user-list"),
    path("users/<int:pk>/", users.UserDetail.as_view(), name="user-detail"),
    path("users/<int:pk>/roles/", users.UserRoles.as_view(), name="user-roles"),
    path("users/<int:pk>/roles/<slug:role>/", users.UserRole.as_view(), name="user-role"),
    path("activity/", activity.ActivityList.as_view(), name="activity-list"),
]
