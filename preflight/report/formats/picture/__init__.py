"""The request paths of a report as one picture."""
