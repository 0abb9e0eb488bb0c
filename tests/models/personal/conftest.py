from __future__ import annotations

import pytest
from sourdine.models.personal import PersonalDataDetector


@pytest.fixture(scope="session")
def detector() -> PersonalDataDetector:
    found = PersonalDataDetector()
    found.warm_up()
    return found
