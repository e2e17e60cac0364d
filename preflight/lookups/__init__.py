"""The command that begins a look-ups file."""
