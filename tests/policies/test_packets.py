"""The model against single packets, in random networks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drawn import cases
from tests.policies.networks import Network, disagreement, networks
from tests.policies.stacks import OPERATIONS


@pytest.mark.drawn
def test_the_model_agrees_with_single_packets() -> None:
    connected = []

    @cases(150)
    @given(network=networks(), operation=st.sampled_from(OPERATIONS))
    def ask(network: Network, operation: str) -> None:
        assert not disagreement(network, operation, network.world.connects)
        flows = [network.world.connects(*each) for flow in network.flows() for each in flow]
        connected.append(all(flows) and bool(flows))

    ask()
    # A test of networks in which nothing connects would not notice what the model gets wrong.
    assert sum(connected) >= 0.3 * len(connected), f"{sum(connected)} of {len(connected)} networks connect"
