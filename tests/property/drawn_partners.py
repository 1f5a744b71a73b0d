"""What a service has to do with others: whom it asks, what it sends them, what it hears of them."""

from typing import Any

from serving import Service, is_word

__all__ = ["accepted", "drawn_messages", "drawn_wirings"]


def accepted(other: Service) -> list[str]:
    """Types of packets that a service accepts."""
    packets = other.agent.schema["communicationstack"]["packets"]
    return [one["type"] for one in packets.get("in", ())]


def drawn_messages(own: Service, partners: list[Service]) -> None:
    """Packets that were sent are declared; some events of partners are heard, each wired."""
    luck, stack = own.luck, own.agent.schema["communicationstack"]
    for other in partners:
        folder = other.agent.folder
        sent = [one for one in accepted(other) if f"{one}>{other.id}" in own.reach.touched]
        if sent:
            long = [{"type": one, "to": other.id} for one in sent]
            stack["packets"]["out"] = luck.one([sent, long])
            wiring = {"import_path": f"{folder}/packet_handler.py", "packet_types": sent}
            _wire(own, other, "packet_send", wiring, "sender")
        published = other.agent.schema["communicationstack"]["events"]["publishes"]
        hearing = [one["name"] for one in own.known if is_word(one["name"])]
        heard = luck.some(published, 0, 2) if hearing else []
        if heard:
            own.agent.module("event_subscriber")
            observed = [{"event": one, "operation": luck.one(hearing)} for one in heard]
            stack["events"]["observes"] = observed
            wiring = {"import_path": f"{folder}/event_publisher.py", "event_subscriptions": heard}
            _wire(own, other, "event_observe", wiring, "observer")


def drawn_wirings(own: Service, partners: list[Service]) -> None:
    """Connections and wirings to the partners that are asked."""
    asked = {one for one in own.reach.touched if "." in one}
    for library in own.scene.find("formulas"):
        if any(one.startswith(f"{library.id}.") for one in asked):
            own.scene.link(own.agent, [library])
    for other in partners:
        methods = [one["name"] for one in other.known if f"{other.id}.{one['name']}" in asked]
        if not methods:
            continue
        own.scene.link(own.agent, [other.agent])
        modules = {o["name"]: o["module"] for o in other.agent.schema["operations"]}
        for number, stem in enumerate(sorted({modules[one] for one in methods})):
            wiring = {
                "import_path": f"{other.agent.folder}/{stem}.py",
                "method_names": [one for one in methods if modules[one] == stem],
                "client_module": own.agent.module(f"{other.id}_client{number or ''}"),
            }
            own.scene.wirings.append(_ends(own, other, "api_call") | wiring)
    own.agent.schema["integration"]["shareddomains"] = own.luck.some(["a domain", "größe"], 0, 2)


def _wire(own: Service, other: Service, kind: str, wiring: dict[str, Any], role: str) -> None:
    """A wiring for messages, with a client of its own or without."""
    own.scene.link(own.agent, [other.agent])
    if own.luck.chance(50):
        wiring["client_module"] = own.agent.module(f"{other.id}_{role}")
    own.scene.wirings.append(_ends(own, other, kind) | wiring)


def _ends(own: Service, other: Service, kind: str) -> dict[str, Any]:
    return {"from_agent": own.id, "to_agent": other.id, "connection_type": kind}
