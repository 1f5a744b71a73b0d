"""Rules of the metrics that workers make: names that one registry can hold, fields that agree."""

from collections.abc import Iterator, Sequence

from qpf.sections.streams.spec import StreamMeasureSpec

__all__ = ["measure_faults"]

_SERIES = {
    "counter": ("", "_total", "_created"),
    "histogram": ("", "_bucket", "_count", "_sum", "_created"),
}
"""What a metric of a kind is called where it is read, behind its name."""


def measure_faults(measures: Sequence[StreamMeasureSpec]) -> Iterator[tuple[str, str]]:
    """What is wrong with the metrics of one worker, each with what mends it."""
    taken: dict[str, str] = {}
    lists = {one.each for one in measures}
    for one in measures:
        if one.kind == "histogram" and one.value is None:
            yield f"observes nothing in `{one.name}`", "name the field under `value`"
        if one.kind == "histogram" and "le" in one.labels:
            yield f"labels `{one.name}` with `le`", "call the label something else: buckets have it"
        if one.name.startswith("qpf_"):
            yield f"calls a metric `{one.name}`", "begin it otherwise: so do those of the core"
        plain = [*one.labels.values(), *([one.value] if one.value is not None else [])]
        for field in plain if one.each is None else ():
            if field in lists:
                yield f"takes `{field}` for a list and for a value", "name another field"
        name = one.name.removesuffix("_total") if one.kind == "counter" else one.name
        series = {f"{name}{end}" for end in _SERIES[one.kind]}
        other = next((taken[text] for text in sorted(series) if text in taken), None)
        if other is not None:
            yield f"makes series of `{one.name}` and `{other}` alike", "rename one of the two"
        taken |= dict.fromkeys(series, one.name)
