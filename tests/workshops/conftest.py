"""What most tests of the sessions begin with."""

from __future__ import annotations

import pytest

from cbp.cycles.models import Cycle
from cbp.workshops.models import Session


@pytest.fixture
def cycle(cast) -> Cycle:
    return cast.here.chain.cycle


@pytest.fixture
def session(cast) -> Session:
    """A draft of the women's session, with twelve of them."""
    return cast.here.chain.session
