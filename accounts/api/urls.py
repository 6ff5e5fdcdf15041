"""Addresses of the API of accounts."""

from django.urls import path

from accounts.api import activity, auth, users

urlpatterns = [
    path("auth/token/", auth.TokenView.as_view(), name="auth-token"),
    path("auth/me/", auth.MeView.as_view(), name="auth-me"),
    path("users/", users.UserList.as_view(), name="user-list"),
    path("users/<int:pk>/", users.UserDetail.as_view(), name="user-detail"),
    path("users/<int:pk>/roles/", users.UserRoles.as_view(), name="user-roles"),
    path("users/<int:pk>/roles/<slug:role>/", users.UserRole.as_view(), name="user-role"),
    path("activity/", activity.ActivityList.as_view(), name="activity-list"),
]
