"""Policy packs as processes: what they are configured with and what they say."""
