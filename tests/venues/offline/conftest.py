"""Phones of managers on a live server."""

import pytest

from tests.venues.offline.device import Device


@pytest.fixture
def device(open_browser, live_server):
    """A function: the phone of somebody (None: nobody signed in)."""

    def make(user=None, **options) -> Device:
        return Device(open_browser(user, width=360, **options), live_server.url)

    return make


@pytest.fixture
def phone(device, manager, lines):
    """The phone of the point's manager, open on the reporting page."""
    return device(manager).open()
