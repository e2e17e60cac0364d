"""What a number is, by itself and beside another one."""

from .condition import Asked, Condition, Evidence, as_it_is, of


def beyond(key: str, least: int, most: int) -> Condition:
    """The property is a number below the first or above the second one."""

    def told(asked: Asked) -> Evidence:
        values, inner = asked.value(key)
        number = values.number(inner)
        if number.known is None or least <= number.known <= most:
            return ()
        return (f"{number.where} is {number}; AWS takes {least} to {most}",)

    return of(key, told)


def above(low: str, high: str) -> Condition:
    """The first number is above the second one."""

    def told(asked: Asked) -> Evidence:
        numbers = [values.number(inner) for values, inner in (asked.value(low), asked.value(high))]
        first, second = (number.known for number in numbers)
        if first is None or second is None or first <= second:
            return ()
        return tuple(as_it_is(number) for number in numbers)

    return Condition(told, (("", low), ("", high)))


def product_above(first: str, second: str, most: int) -> Condition:
    """Two numbers make more than a third one when they are multiplied."""

    def told(asked: Asked) -> Evidence:
        numbers = [values.number(inner) for values, inner in (asked.value(first), asked.value(second))]
        one, other = (number.known for number in numbers)
        if one is None or other is None or one * other <= most:
            return ()
        return tuple(as_it_is(number) for number in numbers)

    return Condition(told, (("", first), ("", second)))
