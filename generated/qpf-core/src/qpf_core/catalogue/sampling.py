"""Sampling by hash: repeatable, independent of order, and the same in every process."""

from qpf_core.catalogue._hashing import fraction
from qpf_core.guards import require_range


def hash_share(key: str, salt: str = "") -> float:
    """Return a number in [0, 1) that depends on the key and the salt alone."""
    return fraction(key, salt)


def hash_sample(key: str, rate: float, salt: str = "") -> bool:
    """Tell whether a key is in a sample of the rate (0 to 1).

    A higher rate keeps all keys of a lower one.
    """
    require_range("rate", rate, low=0.0, high=1.0)
    return fraction(key, salt) < rate


def sample_keys(keys: list[str], rate: float, salt: str = "") -> list[str]:
    """Return the keys that are in the sample, in the order given."""
    return [key for key in keys if hash_sample(key, rate, salt)]


def reservoir(keys: list[str], size: int, salt: str = "") -> list[str]:
    """Choose `size` of the different keys, each equally likely, in the order given.

    All when there are fewer.

    The lowest hashes win, so reservoirs of parts merge into the reservoir of the whole.
    """
    require_range("size", size, low=0)
    unique = dict.fromkeys(keys)
    winners = set(sorted(unique, key=lambda key: (fraction(key, salt), key))[:size])
    return [key for key in unique if key in winners]


def stratified(groups: dict[str, list[str]], size: int, salt: str = "") -> dict[str, list[str]]:
    """Choose up to `size` keys of every group, so that small groups are seen as well."""
    return {name: reservoir(keys, size, f"{salt} {name}") for name, keys in groups.items()}


def bucket(key: str, buckets: int, salt: str = "") -> int:
    """Assign a key to one of `buckets` (0 up to one less), evenly."""
    require_range("buckets", buckets, low=1)
    return min(int(fraction(key, salt) * buckets), buckets - 1)
