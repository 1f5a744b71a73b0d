"""What a service has to do with others: whom it asks, what it sends them, what it hears of them."""

from typing import Any

from serving import Service, is_word

__all__ = ["accepted", "drawn_hearing", "drawn_messages", "drawn_wirings"]


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
            stack["packets"].setdefault("out", []).extend(luck.one([sent, long]))
            wiring = {"import_path": f"{folder}/packet_handler.py", "packet_types": sent}
            _wire(own, other, "packet_send", wiring, "sender")
    drawn_hearing(own, partners)


def drawn_hearing(own: Service, others: list[Service]) -> None:
    """Some events of others are heard, each wired; who hears may be needed by who is heard."""
    luck, events = own.luck, own.agent.schema["communicationstack"]["events"]
    hearing = [one["name"] for one in own.known if is_word(one["name"])]
    for other in others:
        published = other.agent.schema["communicationstack"]["events"]["publishes"]
        heard = luck.some(published, 0, 2) if hearing else []
        if heard:
            own.agent.module("event_subscriber")
            observed = [{"event": one, "operation": luck.one(hearing)} for one in heard]
            events.setdefault("observes", []).extend(observed)
            path = f"{other.agent.folder}/event_publisher.py"
            wiring = {"import_path": path, "event_subscriptions": heard}
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
    if own.id in other.agent.needs or own.luck.chance(40):
        own.scene.watch(own.agent, other.agent)
    else:
        own.scene.link(own.agent, [other.agent])
    if own.luck.chance(50):
        wiring["client_module"] = own.agent.module(f"{other.id}_{role}")
    own.scene.wirings.append(_ends(own, other, kind) | wiring)


def _ends(own: Service, other: Service, kind: str) -> dict[str, Any]:
    return {"from_agent": own.id, "to_agent": other.id, "connection_type": kind}
