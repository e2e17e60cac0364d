"""Targets: is something registered, on the port it listens to, and can it start? One concern a file."""

from ..fault import in_turn
from . import addresses, cloud_map, functions, placements, ranges, registration, runs, services, task_start

check = in_turn(registration, runs, placements, services, task_start, addresses, cloud_map, functions, ranges)
