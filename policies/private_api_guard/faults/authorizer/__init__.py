"""Authorizers: may API Gateway call the function, can the function be made, and can it read what it needs?"""

from ...model.model import Model
from ..fault import Judge
from . import function, use


def check(model: Model, judge: Judge) -> None:
    """Asks every method that wants an authorizer, every authorizer in use, and the function behind it."""
    function.check(model, use.check(model, judge), judge)
