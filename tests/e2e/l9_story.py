"""One story through all six agents over HTTP: `python tests/e2e/l9_story.py [--servers]`.

A batch is decided; a doubtful and costly one waits for a person; outcomes teach a model that is
promoted, bettered and rolled back; the auditor finds a planted bias; the audit log tells it all.
"""

import argparse
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from l9_deals import clean_deals, clear_batch, doubtful_batch, noisy_deals, turned_down_deals
from l9_world import Say, World, audit_entries, world
from real_servers import Servers, real_servers

CLEAR, DOUBTFUL, RELEASE = "story-clear", "story-doubtful", "story-release"
FIRST, SECOND, ROLLBACK, AUDIT = "story-first", "story-second", "story-rollback", "story-audit"
STORIES = (CLEAR, DOUBTFUL, RELEASE, FIRST, SECOND, ROLLBACK, AUDIT)
CALLS = {
    (DOUBTFUL, "match_confidence_lt_0_6_and_batch_criticality_gt_0_8"),
    (DOUBTFUL, "decision_confidence_lt_0_6_and_criticality_gt_0_8"),
    (ROLLBACK, "governance_override_requested"),
    (AUDIT, "severe_violation"),
    (AUDIT, "bias_gap_gt_0_2_and_compliance_score_lt_0_9"),
}
"""Which triggers must fire in which story."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the story led to, for those who check it."""

    clear: str
    doubtful: str
    released: dict[str, Any]
    first: dict[str, Any]
    second: dict[str, Any]
    rolled_back: dict[str, Any]
    report: dict[str, Any]
    violations: list[str]
    calls: Counter[tuple[str, str]]
    posts: Counter[tuple[str, str]]
    entries: list[dict[str, Any]]


def tell(folder: Path, say: Say, servers: Servers | None = None) -> Told:
    """Live through the story; raises AssertionError where it goes wrong."""
    with world(folder, say, servers) as here:
        clear = decided(here, CLEAR, clear_batch())
        doubtful = decided(here, DOUBTFUL, doubtful_batch())
        released, approval = release(here)
        outcomes = feed_back(here, noisy_deals() + turned_down_deals())
        first, first_approval = promotion(here, FIRST)
        outcomes += feed_back(here, clean_deals())
        second, second_approval = promotion(here, SECOND)
        rolled_back, rollback_approval = rollback(here, first["version"])
        report, violations = audit(here, outcomes)
        calls, posts = anchors_called(here)
        assert here.done("officer", "GET", "/audit/verify") == {
            "intact": True,
            "first_broken": None,
        }
        say("The chain of the audit log is whole. The service stops.")
        assert here.close() == 0
        approvals = (approval, first_approval, second_approval, rollback_approval)
        entries = audit_entries(here, [*STORIES, *approvals])
        retell(say, entries)
    return Told(
        clear, doubtful, released, first, second, rolled_back, report, violations, calls, posts,
        entries,
    )  # fmt: skip


def decided(here: World, story: str, batch: dict[str, Any]) -> str:
    """Submit a batch to PlastOS; return the main agent's decision in words."""
    answer = here.done("desk", "POST", "/plastos/v6/batches", batch, story=story)
    here.say(
        f"PlastOS takes {answer['batch_id']}: {answer['items']} lot, confidence"
        f" {answer['confidence']:.2f}, criticality {answer['criticality']:.2f},"
        f" advice {answer['advice']}; a packet goes to the main agent."
    )
    question = {"text": "what about it", "batch_id": batch["batch_id"]}

    def known() -> str:
        text = str(here.done("desk", "POST", "/main/v6/query", question, story=story))
        return "" if text.startswith("no decision") else text

    decision: str = here.eventually("a decision", known)
    reasons = here.done("desk", "POST", "/main/v6/query", question | {"text": "why"}, story=story)
    here.say(f"  decided: {decision}\n  because: {reasons}")
    return decision


def release(here: World) -> tuple[dict[str, Any], str]:
    """Ask for the release of the held decision, restart the service, let another person agree."""
    body = {"id": doubtful_batch()["batch_id"]}
    approval = ask(here, "/main/v6/release", body, RELEASE)
    here.restart()
    here.say("  the service restarts; the question still waits.")
    pending = [one["id"] for one in here.done("officer", "GET", "/approvals")]
    assert approval in pending
    return granted(here, "/main/v6/release", body, RELEASE, approval), approval


def feed_back(here: World, deals: list[dict[str, Any]]) -> int:
    """Report how deals ended, the first of them twice; return how many there are."""
    for deal in [*deals, deals[0]]:
        here.done("desk", "POST", "/plastos/v6/outcomes", deal, story=f"deal-{deal['id']}")
    here.say(f"PlastOS learns how {len(deals)} deals ended; one is told twice and counts once.")
    return len(deals)


def promotion(here: World, story: str) -> tuple[dict[str, Any], str]:
    """Ingest, train and promote with a second person's consent; return the handover."""
    taken = here.done("requester", "POST", "/trainer/v6/ingest", {"group": "north"}, story=story)
    report = here.done("requester", "POST", "/trainer/v6/train", {}, story=story)
    here.say(
        f"The trainer takes {taken['samples']} examples of quality {taken['quality']:.2f} and"
        f" trains {report['version']}: AUC {report['auc']:.2f}, Brier {report['brier']:.3f}."
    )
    assert report["valid"], report["reasons"]
    body = {"version": report["version"]}
    approval = ask(here, "/trainer/v6/promote", body, story)
    handover = granted(here, "/trainer/v6/promote", body, story, approval)
    serving(here, report["version"])
    return handover | {"brier": report["brier"]}, approval


def rollback(here: World, expected: str) -> tuple[dict[str, Any], str]:
    """Take the serving model back, with consent; the one before serves again."""
    body = {"reason": "complaints about the new model"}
    approval = ask(here, "/trainer/v6/rollback", body, ROLLBACK)
    handover = granted(here, "/trainer/v6/rollback", body, ROLLBACK, approval)
    serving(here, expected)
    return handover, approval


def audit(here: World, outcomes: int) -> tuple[dict[str, Any], list[str]]:
    """Let the auditor look at what it saw; return its report and the broken rules."""
    seen = "the auditor saw every outcome"
    path = "/auditor/v6/status"
    here.eventually(seen, lambda: here.done("desk", "GET", path)["outcomes"] == outcomes)
    report = here.done("officer", "POST", "/auditor/v6/audits", {}, story=AUDIT)
    found = here.done("officer", "GET", "/auditor/v6/violations")
    violations = sorted(one["rule"] for one in found)
    here.say(
        f"The auditor looked at {report['sampled']} outcomes: biased {report['biased']},"
        f" severity {report['severity']}, broken rules: {', '.join(violations)}."
    )
    return report, violations


def anchors_called(here: World) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Wait for what must arrive; return how often each call came by mail and by webhook."""

    def arrived() -> bool:
        mails = {(story, trigger) for trigger, story in here.received.mailed()}
        posts = {(story, trigger) for trigger, story in here.received.posted()}
        return mails >= CALLS and posts >= CALLS

    here.eventually("mails and posts", arrived)
    here.say(
        f"{len(here.received.mails)} mails and {len(here.received.posts)} posts reached the anchors"
    )
    for trigger, story in sorted(here.received.mailed()):
        here.say(f"  {story}: {trigger}")
    return Counter(here.received.mailed()), Counter(here.received.posted())


def ask(here: World, path: str, body: dict[str, Any], story: str) -> str:
    """Ask for something that a person must allow; the one who asks may not."""
    answer = here.call("requester", "POST", path, body, story=story)
    assert answer.status == 202, answer
    approval = str(answer.body["approval_id"])
    own = here.call("requester", "POST", f"/approvals/{approval}/approve")
    assert own.status == 403, own
    here.say(f"  {path} waits for approval {approval}; the requester's own yes is refused.")
    return approval


def granted(here: World, path: str, body: dict[str, Any], story: str, approval: str) -> Any:
    """Let the officer agree, and repeat the call with the token; it opens the door once."""
    yes = here.done("officer", "POST", f"/approvals/{approval}/approve")
    token = yes["approval_token"]
    other = here.call("desk", "POST", path, body, story=story, approval=token)
    assert other.status == 403, other
    result = here.done("requester", "POST", path, body, story=story, approval=token)
    again = here.call("requester", "POST", path, body, story=story, approval=token)
    assert again.status in (409, 422), again
    here.say(f"  the officer agrees: {result}; the token is spent.")
    return result


def serving(here: World, version: str) -> None:
    """Check that the scoring service and the trainer agree on the model in use."""
    status = here.done("desk", "GET", "/tensoraios/v6/status")
    assert (status["version"], status["loaded"]) == (version, True), status
    assert here.done("desk", "GET", "/trainer/v6/status")["serving"] == version
    here.say(f"  the scoring service answers with {version}.")


def retell(say: Say, entries: list[dict[str, Any]]) -> None:
    """Print the account that the audit log alone gives."""
    say(f"The audit log tells the same, in {len(entries)} entries; those beyond single calls:")
    for one in entries:
        if one["scope"] != "operations":
            say(
                f"  {one['seq']:>5} {one['correlation'][:16]:<16} {one['scope']}:"
                f" {one['actor']} {one['action']}"
            )


def main() -> int:
    """Tell the story to whoever watches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--servers", action="store_true", help="on PostgreSQL with pgvector and Valkey"
    )
    chosen = parser.parse_args()
    with ExitStack() as stack:
        servers = stack.enter_context(real_servers()) if chosen.servers else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qpf-l9-")))
        tell(folder, _print, servers)
    return 0


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
