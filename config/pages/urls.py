"""Home, health and problem types."""

from django.urls import path

from config.pages import health, home, problems

urlpatterns = [
    path("", home.home, name="home"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("problems/", problems.problems, name="problems"),
    path("problems/<slug:code>/", problems.problem, name="problem"),
]
