"""Deep merge of two plain trees together with their origins."""

from collections.abc import Iterator

from qpf.model.document import Origins, Plain, child

__all__ = ["merge", "merge_values", "replaced"]


def merge(
    under: dict[str, Plain], under_origins: Origins, over: dict[str, Plain], origins: Origins
) -> tuple[dict[str, Plain], Origins]:
    """Lay `over` on `under`: mappings are merged, every other value of `over` replaces."""
    for pointer in replaced(under, over):
        under_origins = under_origins.without(pointer)
    return merge_values(under, over), under_origins.merged(origins)


def merge_values(under: dict[str, Plain], over: dict[str, Plain]) -> dict[str, Plain]:
    """The merged tree; keys stand in the order of `over`, then the rest of `under`."""
    merged: dict[str, Plain] = {}
    for key, value in over.items():
        below = under.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = merge_values(below, value) if both else value  # type: ignore[arg-type]
    merged.update({key: value for key, value in under.items() if key not in over})
    return merged


def replaced(under: dict[str, Plain], over: dict[str, Plain], pointer: str = "") -> Iterator[str]:
    """Pointers of the values of `under` that a merge with `over` loses."""
    for key, value in over.items():
        if key not in under:
            continue
        below = under[key]
        if isinstance(value, dict) and isinstance(below, dict):
            yield from replaced(below, value, child(pointer, key))
        else:
            yield child(pointer, key)
