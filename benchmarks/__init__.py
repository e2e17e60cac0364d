"""What the pack costs, beside packs whose policies do nothing."""
