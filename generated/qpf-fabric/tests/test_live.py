"""Frames as live items: one for each, whoever made the run."""

from qpf_fabric.live import frame_items


def test_every_frame_of_a_run_is_an_item() -> None:
    frames = (
        {"layer": "perlin", "dt_ms": 0.5, "header": {"noise": 0.1}, "route": {}, "meta": {}},
        {"layer": "voronoi", "dt_ms": 0.25, "header": {}, "route": {"cell": 3}, "meta": {}},
    )
    items = list(frame_items(pipeline="qp", packet_id=7, frames=frames))
    assert [item["layer"] for item in items] == ["perlin", "voronoi"]
    assert items[1] == {
        "packet_id": 7,
        "run_id": None,
        "pipeline": "qp",
        "direction": "send",
        "step": 1,
        "steps": 2,
        "layer": "voronoi",
        "dt_ms": 0.25,
        "header": {},
        "route": {"cell": 3},
        "meta": {},
    }


def test_what_a_frame_does_not_tell_is_left_out() -> None:
    [item] = frame_items(
        packet_id=1, pipeline="qp", run_id=5, frames=[{"layer": "scale", "dt_ms": 0.0}]
    )
    assert item["run_id"] == 5
    assert not {"header", "route", "meta"} & set(item)
