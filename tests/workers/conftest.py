"""One Ray for all tests below that need no process of their own."""

from collections.abc import Iterator

import pytest
from sourdine.workers.archive.cluster import ray_session


@pytest.fixture(scope="session")
def ray_here() -> Iterator[None]:
    """Ray on two cores of this machine."""
    with ray_session(None, 2):
        yield
