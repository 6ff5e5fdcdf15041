"""The API as its own description tells it."""

import pytest
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture(scope="session")
def api_schema() -> dict:
    """The OpenAPI document of the whole API."""
    return SchemaGenerator().get_schema(request=None, public=True)
