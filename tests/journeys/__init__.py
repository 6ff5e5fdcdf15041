"""The main job end to end."""

import pytest

pytest.register_assert_rewrite("tests.journeys.chapters", "tests.journeys.client")
