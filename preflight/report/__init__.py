"""What was found, and the formats in which it is told."""
