"""The sample: the same for a seed, of the wanted size, and not moved by a change elsewhere."""

from mutation.defect import Defect
from mutation.sample import drawn


def _defect(number: int, line: int = 1, file: str = "a.py") -> Defect:
    return Defect(file, "core/Any", number, (line, 4), (line, 5), "f", f"x = {number}")


_DEFECTS = [_defect(number) for number in range(1000)]


def _all(_: Defect) -> bool:
    return True


def test_a_seed_draws_the_same_in_any_order():
    sample = drawn(_DEFECTS, 50, "a", _all)
    assert len(sample) == 50
    assert drawn(reversed(_DEFECTS), 50, "a", _all) == sample
    assert set(drawn(_DEFECTS, 50, "b", _all)) != set(sample)


def test_a_larger_sample_begins_with_the_smaller_one():
    assert drawn(_DEFECTS, 80, "a", _all)[:50] == drawn(_DEFECTS, 50, "a", _all)


def test_other_lines_and_occurrences_draw_the_same():
    moved = [_defect(number, line=7) for number in range(1000)]
    assert {each.text for each in drawn(moved, 50, "a", _all)} == {each.text for each in drawn(_DEFECTS, 50, "a", _all)}


def test_a_new_defect_displaces_one_at_most():
    more = [*_DEFECTS, _defect(1000)]
    assert len(set(drawn(_DEFECTS, 50, "a", _all)) - set(drawn(more, 50, "a", _all))) <= 1


def test_what_does_not_count_makes_place_for_others():
    even = drawn(_DEFECTS, 50, "a", lambda each: each.occurrence % 2 == 0)
    assert len(even) == 50
    assert all(each.occurrence % 2 == 0 for each in even)
    assert drawn(_DEFECTS, 50, "a", lambda _: False) == []


def test_all_are_taken_where_there_are_too_few():
    assert set(drawn(_DEFECTS[:7], 50, "a", _all)) == set(_DEFECTS[:7])


def test_defects_that_look_alike_have_lots_of_their_own():
    alike = [Defect("a.py", "core/Any", number, (number, 4), (number, 5), "f", "return True") for number in range(40)]
    taken = drawn([*alike, *_DEFECTS], 500, "a", _all)
    assert 0 < len(set(alike) & set(taken)) < 40
