"""Keys that tests use: as long as API Gateway wants them, and easy to find where they must not be."""

OLD = "old-key-of-mobile-0123456789"
NEW = "new-key-of-mobile-9876543210"
PARTNER = "key-of-partner-0000000000000"
STRANGER = "key-of-nobody-11111111111111"

KEYS = (OLD, NEW, PARTNER, STRANGER)
