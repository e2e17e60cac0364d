"""The policy pack `private-api`."""

import gc
import threading
from importlib import import_module

# Half of the cost of a large stack is the cyclic collector walking what the SDK decoded; nothing here makes cycles.
# So many objects are not made for 2,000 resources.
gc.set_threshold(1_000_000, 20, 100)

from pulumi_policy import PolicyPack  # noqa: E402

from private_api_guard.policies import policies  # noqa: E402 - the collector is tuned before anything is loaded
from private_api_guard.published import REPOSITORY  # noqa: E402
from private_api_guard.sharing import share  # noqa: E402

# What judges takes a while to load, and does so while the program starts. The pack serves as soon as it is made.
threading.Thread(target=import_module, args=("private_api_guard.judging",), daemon=True).start()
PolicyPack(
    name="private-api",
    policies=share(policies()),
    display_name="Private APIs on AWS",
    provider="aws",
    tags=["api-gateway", "networking"],
    repository=REPOSITORY,
)
