"""The engine's part: it answers a program's registrations and look-ups."""
