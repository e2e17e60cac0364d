"""Integrations: does each name a working link, port, scheme and listener, and has the stage its variables?"""

from ..fault import in_turn
from . import functions, methods, stages, vpc_link

check = in_turn(vpc_link, methods, functions, stages)
