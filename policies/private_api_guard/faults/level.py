"""The two levels that a policy of this pack can have."""

MANDATORY = "mandatory"
ADVISORY = "advisory"
