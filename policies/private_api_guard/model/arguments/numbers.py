"""What a number is, by itself and beside another one."""

from collections.abc import Callable

from .condition import Asked, Condition, Evidence, as_it_is, of


def beyond(key: str, least: int, most: int) -> Condition:
    """The property is a number below the first or above the second one."""

    def told(asked: Asked) -> Evidence:
        number = asked.number(key)
        if number.known is None or least <= number.known <= most:
            return ()
        return (f"{number.where} is {number}; AWS takes {least} to {most}",)

    return of(key, told)


def above(low: str, high: str) -> Condition:
    """The first number is above the second one."""
    return _of_two(low, high, lambda first, second: first > second)


def product_above(first: str, second: str, most: int) -> Condition:
    """Two numbers make more than a third one when they are multiplied."""
    return _of_two(first, second, lambda one, other: one * other > most)


def _of_two(first: str, second: str, test: Callable[[int, int], bool]) -> Condition:
    def told(asked: Asked) -> Evidence:
        one, other = asked.number(first), asked.number(second)
        if one.known is None or other.known is None or not test(one.known, other.known):
            return ()
        return as_it_is(one), as_it_is(other)

    return Condition(told, (("", first), ("", second)))
