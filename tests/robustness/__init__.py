"""What goes wrong around a run: each row is a shell's command line with the answer that it has to get."""
