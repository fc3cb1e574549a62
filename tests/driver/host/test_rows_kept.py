"""A row that is as it was before is the very same value, and no row is ever one of before that isn't so any more."""

from hypothesis import given
from hypothesis import strategies as st

from tests.driver.host.rows_of_hosts import Host, hosts


@given(hosts(), hosts(), st.sets(st.sampled_from(Host._fields), min_size=1, max_size=2))
def test_rows_are_as_they_would_be_without_those_before(first: Host, other: Host, changes: set[str]) -> None:
    second = first._replace(**{field: getattr(other, field) for field in changes})
    made = second.rows(first.rows())
    assert made == second.rows()
    assert [each.cpu for each in made] == [each.cpu for each in second.rows()]


@given(hosts())
def test_rows_of_which_nothing_is_new_are_the_very_same(host: Host) -> None:
    rows = host.rows()
    assert all(again is row for again, row in zip(host.rows(rows), rows, strict=True) if row.unreadable is None)
    later = host._replace(listed_s=host.listed_s + 0.5)
    assert all(again is row for again, row in zip(later.rows(rows), rows, strict=True) if row.domain and not row.said)
