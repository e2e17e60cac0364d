"""Authorizers: may API Gateway call the function, can the function be made, and can it read what it needs?"""

from ...model.model import Model
from ..fault import Judge
from . import function, permission, use


def check(model: Model, judge: Judge) -> None:
    """Asks every authorizer that a method uses, and the function behind it."""
    use.check(model, judge)
    function.check(model, permission.check(model, judge), judge)
