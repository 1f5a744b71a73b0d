"""Functions that layers use: total, repeatable, within their bounds."""

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from qpf_fabric.transforms import noise, scan, sites

KEYS = st.integers(-(2**63) + 1, 2**63 - 1)


@given(key=KEYS, seed=KEYS)
def test_noise_stays_within_its_bounds(key: int, seed: int) -> None:
    assert -1.0 <= noise.gradient(key, seed) <= 1.0
    assert noise.gradient(key, seed) == noise.gradient(key, seed)
    assert 0 <= noise.mixed(key, seed) < 2**64


@given(column=st.integers(-50, 50), row=st.integers(-50, 50))
def test_noise_is_nothing_on_the_grid(column: int, row: int) -> None:
    assert noise.gradient_at(column, row, 1138) == 0.0


@given(x=st.floats(-50, 50), y=st.floats(-50, 50))
def test_noise_has_no_steps(x: float, y: float) -> None:
    step = 1e-6
    assert abs(noise.gradient_at(x + step, y, 7) - noise.gradient_at(x, y, 7)) < 1e-4
    assert abs(noise.gradient_at(x, y + step, 7) - noise.gradient_at(x, y, 7)) < 1e-4


def test_noise_varies() -> None:
    values = [noise.gradient(key, 1138) for key in range(2000)]
    assert abs(sum(values) / len(values)) < 0.05
    assert max(values) > 0.4
    assert min(values) < -0.4


@given(key=KEYS, cells=st.integers(1, 64))
def test_the_nearest_site_is_the_nearest(key: int, cells: int) -> None:
    x, y = sites.place(key, 5)
    found = [sites.place(-number - 1, ~5) for number in range(cells)]
    distances = [math.dist((x, y), one) for one in found]
    assert distances[sites.nearest(key, cells, 5)] == pytest.approx(min(distances))


def test_every_site_is_reached() -> None:
    assert {sites.nearest(key, 64, 1138) for key in range(5000)} == set(range(64))
    assert sites.nearest(7, 0, 1138) == 0


@pytest.mark.parametrize(
    ("data", "bits"),
    [(b"", 0.0), (b"aaaa", 0.0), (b"ab", 1.0), (bytes(range(256)), 8.0)],
)
def test_entropy_is_in_bits_a_byte(data: bytes, bits: float) -> None:
    assert scan.entropy(data) == pytest.approx(bits)


def test_random_bytes_have_much_entropy() -> None:
    data = np.random.default_rng(1).bytes(100_000)
    assert scan.entropy(data) > 7.99


@given(data=st.binary(max_size=80), length=st.integers(0, 64))
def test_the_tail_is_the_reversed_data(data: bytes, length: int) -> None:
    assert scan.tail_hex(data, length) == data[::-1][:length].hex()
