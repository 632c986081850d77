"""What the peers share: the events they append, the fold they rebuild, the line they print."""
import argparse
import collections
import json
import math
import os
import platform
import statistics
import sys
import time

PREFILLED = 10_000  # as in Bench's phase `writers`
WRITERS = 64


def arguments(description, *more):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("events", help="FOLDER/events.jsonl of `Bench FOLDER EVENTS append export`")
    for name, options in more:
        parser.add_argument(name, **options)
    parser.add_argument("--per-writer", type=int, default=400, help="transactions of each of the 64 writers")
    return parser.parse_args()


class Event:
    """One event as it was signed: its line, and what stores index it by."""

    def __init__(self, line):
        self.line = line
        value = json.loads(line)
        self.type = value["type"]
        self.subject = value["subject"]
        self.links = [self.subject, *value.get("refs", [])]


def read_events(path):
    with open(path, encoding="utf-8") as lines:
        return [Event(line.rstrip("\n")) for line in lines]


def households(subjects):
    """The fold that is rebuilt: how many events each household has."""
    counts = collections.Counter()
    for subject in subjects:
        if subject.startswith("hh-"):
            counts[subject] += 1
    return counts


def must_equal(found, events):
    """A rebuild that lost or doubled an event is no figure."""
    if found != households(event.subject for event in events):
        sys.exit("the rebuilt counts are not those of the events")


def report(name, value, unit, note=""):
    digits = max(0, 3 - int(math.log10(value))) if value > 0 else 0
    print(json.dumps({"name": name, "value": round(value, digits), "unit": unit, "note": note}), flush=True)


def versions(**named):
    text = "; ".join(f"{name} {version}" for name, version in named.items())
    print(json.dumps({"name": "versions", "text": f"{text}; Python {platform.python_version()}",
                      "note": f"{os.path.basename(sys.argv[0])} {' '.join(sys.argv[1:])}"}), flush=True)


def rate(name, count, unit, work, note="", runs=1):
    """Runs `work` so many times and reports the middle rate."""
    rates = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        rates.append(count / (time.perf_counter() - start))
    report(name, statistics.median(rates), unit, note)
    return result
