"""Sends and receives packets by one protocol; run as a program: NAME COUNT SEED.

Says how many packets came back, or fails at the first one that did not.
"""

import sys

from veze_qnetworks.protocols.registry import PIPELINE, PROTOCOLS

from qpf_fabric.packet import MAX_PAYLOAD, Packet
from qpf_fabric.testing import check_pipeline, packets


def main() -> None:
    """Check the law on every packet; the longest ones are few, because they take long."""
    name, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    pipeline = PIPELINE if name == PIPELINE.name else PROTOCOLS[name]
    written = [path for layer in pipeline.layers for path in layer.info.writes]
    kept = 0
    for packet in packets(written, count, seed):
        encoded = pipeline.send(packet)
        assert pipeline.receive(encoded) == packet, f"{name} lost {packet}"
        if kept % 20 == 0:
            check_pipeline(pipeline, packet)
        kept += 1
    for length in (MAX_PAYLOAD - 1, MAX_PAYLOAD):
        check_pipeline(pipeline, Packet(length, (bytes(range(256)) * 4096)[:length]))
        kept += 1
    sys.stdout.write(f"{kept}\n")


if __name__ == "__main__":
    main()
