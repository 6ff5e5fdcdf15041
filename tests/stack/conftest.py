"""Folders for real services."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def home():
    """A folder that any account may enter, like most checkouts; pytest's own are private.

    It lies in the run's folder, which the next run removes should this one be killed.
    """
    path = Path(tempfile.mkdtemp(prefix="home-", dir=os.environ["HOICHO_VAR"]))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)
