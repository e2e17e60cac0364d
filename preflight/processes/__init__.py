"""Child processes that are ended with preflight, and what they raised."""
