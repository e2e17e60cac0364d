"""Component resources of a private API stack, package `private-api`."""
