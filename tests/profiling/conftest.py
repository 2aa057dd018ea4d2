"""The programme of the country that the tests are about."""

from __future__ import annotations

import pytest

from cbp.core.models import Programme


@pytest.fixture
def programme(cast) -> Programme:
    return cast.here.programme
