"""The plan of the chain and its one item."""

import pytest


@pytest.fixture
def plan(cast):
    return cast.here.chain.plan


@pytest.fixture
def item(cast):
    return cast.here.chain.item
