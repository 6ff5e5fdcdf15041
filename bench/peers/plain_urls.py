"""Addresses of the plain way: one viewset for each noun, and nothing thought about."""

from typing import Any

from django.db.models import Model
from django.urls import include, path
from rest_framework import serializers
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ModelViewSet

from exhibitors.models import Producer, Product
from fairs.models import Application
from venues.models import ShowcasePoint


def viewset(noun: type[Model], related: str, *, joined: bool) -> Any:
    """Every field, and the name of the row it refers to: `joined`, or a statement for each row."""
    name = serializers.CharField(source=f"{related}.name", read_only=True)
    options = type("Meta", (), {"model": noun, "fields": "__all__"})
    members = {f"{related}_name": name, "Meta": options}
    rows = noun._default_manager.order_by("id")
    views = {
        "queryset": rows.select_related(related) if joined else rows,
        "serializer_class": type("Serializer", (serializers.ModelSerializer,), members),
    }
    return type("Views", (ModelViewSet,), views)


NOUNS: dict[str, tuple[type[Model], str]] = {
    "applications": (Application, "producer"),
    "products": (Product, "producer"),
    "producers": (Producer, "commune"),
    "points": (ShowcasePoint, "commune"),
}
router = SimpleRouter()
for word, (noun, related) in NOUNS.items():
    router.register(word, viewset(noun, related, joined=True), word)
    router.register(f"naive-{word}", viewset(noun, related, joined=False), f"naive-{word}")
urlpatterns = [path("", include(router.urls))]
