"""Names within AWS's limits that stay different."""

from hypothesis import given
from hypothesis import strategies as st

from components.naming import fit

NAMES = st.text(alphabet="abcdefghij-", min_size=1, max_size=120)


@given(NAMES, st.integers(min_value=12, max_value=64))
def test_a_name_never_exceeds_its_limit(name: str, limit: int) -> None:
    assert len(fit(name, limit)) <= limit


@given(NAMES, st.integers(min_value=12, max_value=64))
def test_a_name_that_fits_stays_as_it_is(name: str, limit: int) -> None:
    if len(name) <= limit:
        assert fit(name, limit) == name


@given(st.lists(NAMES, min_size=2, max_size=20, unique=True))
def test_different_names_stay_different(names: list[str]) -> None:
    assert len({fit(name, 24) for name in names}) == len(names)


def test_a_cut_name_shows_where_it_comes_from() -> None:
    assert fit("production-payments-targets", 24).startswith("production-payme")
