"""What the server does in one step, so that a batch costs one command and has no half.

Answers are packed: a client written in Python spends most of its time on the parts of an answer.
"""

from collections.abc import Mapping, Sequence

from qpf_core.bus.codec import decode_body, encode_body
from qpf_core.bus.message import Message, Settlement

APPEND = """
local ids = {}
for i = 2, #ARGV do
  ids[i - 1] = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'body', ARGV[i])
end
return table.concat(ids, ' ')
"""
"""KEYS: topic. ARGV: bound, bodies. Answer: identities, joined by spaces."""

READ = """
local found = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', ARGV[3],
                         'STREAMS', KEYS[1], '>')
if not found then return {} end
local ids, sizes, bodies = {}, {}, {}
for i, entry in ipairs(found[1][2]) do
  ids[i], bodies[i] = entry[1], entry[2][2]
  sizes[i] = #bodies[i]
end
return {table.concat(ids, ' '), table.concat(sizes, ' '), table.concat(bodies)}
"""
"""KEYS: topic. ARGV: group, consumer, count. Answer: identities, lengths, bodies; or nothing."""

SETTLE = """
local i, settled = 1 + #KEYS, 0
while i <= #ARGV do
  local pending = redis.call('XACK', KEYS[1], ARGV[1], ARGV[i]) == 1
  local last = i + 1 + 2 * tonumber(ARGV[i + 1])
  if pending then
    settled = settled + 1
    for j = i + 2, last, 2 do
      local key = tonumber(ARGV[j])
      redis.call('XADD', KEYS[key], 'MAXLEN', '~', ARGV[key], '*', 'body', ARGV[j + 1])
    end
  end
  i = last + 1
end
return settled
"""
"""KEYS: topic, targets. ARGV: group, the bound of each target, and for each message its identity,
the number of its appends and these as number of the target and body. Answer: how many were pending.
"""


def unpacked(topic: str, answer: Sequence[bytes]) -> list[Message]:
    """Return the messages of an answer to READ."""
    if not answer:
        return []
    ids, sizes, bodies = answer
    messages, start = [], 0
    for id_, size in zip(ids.decode().split(), sizes.split(), strict=True):
        end = start + int(size)
        messages.append(Message(id_, topic, decode_body(bodies[start:end]), 1))
        start = end
    return messages


def settling(
    topic: str,
    group: str,
    outcomes: Sequence[Settlement],
    maxlen: Mapping[str, int],
    default: int,
) -> tuple[list[str], list[str | int | bytes]]:
    """Return the keys and the arguments of SETTLE; raises InputError for what is not JSON."""
    places: dict[str, int] = {}
    said: list[str | int | bytes] = []
    for outcome in outcomes:
        said += (outcome.id, len(outcome.appends))
        for target, body in outcome.appends:
            said += (places.setdefault(target, len(places) + 2), encode_body(body))
    bounds = [maxlen.get(target, default) for target in places]
    return [topic, *places], [group, *bounds, *said]
