"""What holds for the store holds on every PostgreSQL that may serve: the wheel's and the system's."""

from typing import Any

import pytest


@pytest.fixture
def database(every_database: Any) -> Any:
    return every_database
