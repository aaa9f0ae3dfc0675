"""Random numbers are functions of their identity, uniform and independent."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wfm.streams import Purpose, stream_key, uniforms


def test_any_subset_in_any_order_gives_the_same_numbers():
    key = stream_key(7, 3, 1, Purpose.PATIENCE)
    whole = uniforms(key, np.arange(1000))
    picked = np.array([900, 5, 17])
    assert np.array_equal(uniforms(key, picked), whole[picked])


def test_numbers_never_change_between_releases():
    key = stream_key(20261005, 2, 1, Purpose.HANDLE_TIME)
    assert np.allclose(
        uniforms(key, np.array([0, 1, 2**40])),
        [0.769368785018038, 0.15845077505565547, 0.3963993086114273],
        rtol=0,
        atol=1e-15,
    )


def test_uniform_and_free_of_correlation_within_and_between_streams():
    n = 200_000
    first = uniforms(stream_key(1, 0, 0, Purpose.ARRIVAL), np.arange(n))
    assert stats.kstest(first, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(first[:-1], first[1:])[0, 1]) < 0.01
    for other in ((2, 0, 0), (1, 1, 0), (1, 0, 1)):
        second = uniforms(stream_key(*other, Purpose.ARRIVAL), np.arange(n))
        assert abs(np.corrcoef(first, second)[0, 1]) < 0.01


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**62),
            st.integers(0, 10**6),
            st.integers(0, 500),
            st.sampled_from(list(Purpose)),
        ),
        unique=True,
        min_size=2,
        max_size=20,
    )
)
def test_keys_differ_when_any_part_does(identities):
    keys = {stream_key(*identity) for identity in identities}
    assert len(keys) == len(identities)
