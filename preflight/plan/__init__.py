"""What an update would do with what is deployed: a step for each resource, as the engine plans them."""
