"""Every list page of the site."""

from tests.lists import accounts, exhibitors, fairs, notifications, venues

LISTS = [
    *accounts.LISTS,
    *notifications.LISTS,
    *exhibitors.LISTS,
    *venues.LISTS,
    *fairs.LISTS,
]
