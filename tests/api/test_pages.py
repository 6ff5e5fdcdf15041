"""Following a list to its end gives every row once, whatever it is sorted by."""

import pytest

from tests.factories.exhibitors import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ordering", ["", "sort_key", "-sort_key", "code"])
def test_a_list_of_several_pages_gives_every_row_once(api, ordering):
    made = {CommuneFactory().pk for _number in range(7)}
    address, seen = f"/api/v1/communes/?page_size=3&ordering={ordering}", []
    while address:
        page = api().get(address).json()
        seen += page["results"]
        address = page["next"]
    assert sorted(row["id"] for row in seen) == sorted(made)
    assert set(seen[0]) == {"id", "code", "name", "is_ward", "districts", "village_count"}
