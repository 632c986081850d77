#!/usr/bin/env python3
"""Python `eventsourcing` with its SQLite recorder: appends the same events, and replays them through its mapper."""
import collections
import importlib.metadata
import sqlite3
import tempfile
from uuid import NAMESPACE_URL, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent

from common import arguments, households, must_equal, rate, read_events, versions


class Recorded(DomainEvent):
    """An event of a subject's story: its line, and the subject, which the aggregate's UUID no longer tells."""

    subject: str
    line: str


def domain_events(events):
    versions_of = collections.Counter()
    for event in events:
        versions_of[event.subject] += 1
        yield Recorded(
            originator_id=uuid5(NAMESPACE_URL, event.subject), originator_version=versions_of[event.subject],
            timestamp=Recorded.create_timestamp(), subject=event.subject, line=event.line)


def application(folder, name):
    return Application({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{folder}/{name}.db"})


def append_all(app, events, step):
    for first in range(0, len(events), step):
        app.recorder.insert_events([app.mapper.to_stored_event(event) for event in events[first:first + step]])


def notifications(app, step=10_000):
    start = 1
    while page := app.recorder.select_notifications(start, step):
        yield from page
        start = page[-1].id + 1


def main():
    options = arguments(__doc__)
    events = read_events(options.events)
    wire = list(domain_events(events))
    versions(eventsourcing=importlib.metadata.version("eventsourcing"), SQLite=sqlite3.sqlite_version)
    with tempfile.TemporaryDirectory(prefix="eventsourcing-") as folder:
        app = application(folder, "bulk")
        rate("eventsourcing_append_bulk", len(wire), "events/s", lambda: append_all(app, wire, 10_000),
             f"10000 events a commit, {len(wire)} in all, WAL, synchronous=FULL")
        found = rate("eventsourcing_replay", len(wire), "events/s",
                     lambda: households(app.mapper.to_domain_event(item).subject for item in notifications(app)),
                     "events per household", runs=3)
        must_equal(found, events)
        app.close()
        app = application(folder, "singly")
        rate("eventsourcing_append_one_commit_each", 1000, "transactions/s", lambda: append_all(app, wire[:1000], 1))
        app.close()


if __name__ == "__main__":
    main()
