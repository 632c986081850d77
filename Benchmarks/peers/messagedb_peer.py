#!/usr/bin/env python3
"""message-db on PostgreSQL: appends the same events through `write_message`, and reads them back."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import psycopg

from common import PREFILLED, WRITERS, arguments, households, must_equal, rate, read_events, report, versions

BINARIES = pathlib.Path("/usr/lib/postgresql/15/bin")
DATABASE = "message_store"
SEARCH_PATH = "-c search_path=message_store,public"


class Cluster:
    """A PostgreSQL of its own in a temporary folder, reached by a socket there, everything synced."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="messagedb-")
        self.folder = self.temporary.name
        # PostgreSQL refuses to run as root.
        self.run_as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.run_as:
            subprocess.run(["chown", "postgres", self.folder], check=True)
        self.environment = dict(
            os.environ, PGHOST=self.folder, PGUSER="postgres", PGDATABASE=DATABASE, PGOPTIONS=SEARCH_PATH,
            PATH=f"{BINARIES}:{os.environ['PATH']}")

    def _server(self, program, *more):
        subprocess.run([*self.run_as, BINARIES / program, "-D", f"{self.folder}/data", *more], check=True,
                       stdout=subprocess.DEVNULL, cwd="/")

    def __enter__(self):
        self._server("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        settings = (f"-k {self.folder} -c listen_addresses='' -c fsync=on -c synchronous_commit=on"
                    " -c max_connections=100 -c shared_buffers=512MB -c max_wal_size=4GB")
        self._server("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", settings, "start")
        return self

    def __exit__(self, *_):
        self._server("pg_ctl", "-w", "-m", "fast", "stop")
        self.temporary.cleanup()

    def install(self, checkout):
        subprocess.run(["bash", f"{checkout}/database/install.sh"], check=True, stdout=subprocess.DEVNULL,
                       env={**self.environment, "PGOPTIONS": "-c client_min_messages=warning"})

    def connect(self):
        return psycopg.connect(host=self.folder, user="postgres", dbname=DATABASE, options=SEARCH_PATH)

    def benchmark(self, script, clients, transactions):
        """Runs `pgbench`, whose client is written in C, and returns its transactions a second."""
        path = f"{self.folder}/script.sql"
        pathlib.Path(path).write_text(script)
        text = subprocess.run(
            [BINARIES / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-t", str(transactions),
             "-f", path], check=True, capture_output=True, text=True, env=self.environment).stdout
        if f"actually processed: {clients * transactions}/{clients * transactions}" not in text:
            sys.exit(f"pgbench lost transactions:\n{text}")
        return float(re.search(r"tps = ([0-9.]+) \(without initial", text)[1])


def load(connection, events):
    """Puts the events where `pgbench`, which cannot read them, picks them by number."""
    connection.execute("create schema bench")
    connection.execute("create table bench.events (n int primary key, stream text, type text, data jsonb)")
    with connection.cursor().copy("copy bench.events from stdin") as copy:
        for number, event in enumerate(events):
            copy.write_row((number, event.subject, event.type, event.line))
    connection.commit()
    connection.execute("analyze bench.events")
    connection.commit()


WRITE = "select write_message(gen_random_uuid()::varchar, {stream}, type, data) from bench.events where {which}"


def append_all(connection, count, step):
    """Nothing travels: the server writes events it has, so many to a commit."""
    for first in range(0, count, step):
        which = f"n >= {first} and n < {first + step} order by n"
        connection.execute(f"select count(*) from ({WRITE.format(stream='stream', which=which)}) as written")
        connection.commit()


def messages(connection):
    with connection.cursor(name="replay") as cursor:
        cursor.itersize = 10_000
        cursor.execute("select stream_name, data::varchar from messages order by global_position")
        yield from cursor
    connection.rollback()


def category_messages(connection, category, step=1000):
    position = 1
    while page := connection.execute(
            "select stream_name, global_position from get_category_messages(%s, %s, %s)",
            (category, position, step)).fetchall():
        yield from page
        position = page[-1][1] + 1
    connection.rollback()


def main():
    options = arguments(__doc__, ("checkout", {"help": "folder of message-db's repository"}))
    events = read_events(options.events)
    with Cluster() as cluster:
        cluster.install(options.checkout)
        connection = cluster.connect()
        row = connection.execute("select message_store_version(), current_setting('server_version'),"
                                 " current_setting('fsync'), current_setting('synchronous_commit')").fetchone()
        versions(**{"message-db": row[0], "PostgreSQL": row[1], "fsync": row[2], "synchronous_commit": row[3]})
        load(connection, events)
        rate("messagedb_append_bulk", len(events), "events/s", lambda: append_all(connection, len(events), 10_000),
             f"10000 events a commit, {len(events)} in all, written by the server from a table of its own")
        replay(connection, events)
        connection.execute("truncate messages restart identity")
        append_all(connection, PREFILLED, 10_000)
        write(cluster, len(events), options.per_writer)


def replay(connection, events):
    connection.execute("analyze messages")
    connection.commit()
    found = rate("messagedb_replay_streams", len(events), "events/s",
                 lambda: households(row[0] for row in messages(connection)),
                 "events per household, by the stream's name, a server-side cursor over messages", runs=3)
    must_equal(found, events)
    found = rate("messagedb_replay", len(events), "events/s",
                 lambda: households(json.loads(row[1])["subject"] for row in messages(connection)),
                 "events per household, by the event's JSON", runs=3)
    must_equal(found, events)
    count = sum(event.subject.startswith("hh-") for event in events)
    found = rate("messagedb_replay_category", count, "events/s",
                 lambda: households(row[0] for row in category_messages(connection, "hh")),
                 f"{count} events of households, get_category_messages, 1000 a call", runs=3)
    must_equal(found, events)


def write(cluster, event_count, per_writer):
    picked = f"\\set n random(0, {event_count - 1})\n"
    script = picked + WRITE.format(stream="stream", which="n = :n") + ";\n"
    report("messagedb_append_one_commit_each", cluster.benchmark(script, 1, 1000), "transactions/s")
    tps = cluster.benchmark(script, WRITERS, per_writer)
    report("messagedb_append_64_writers", tps, "transactions/s",
           f"{WRITERS * per_writer} transactions, pgbench; one at a time within a category, as write_message locks it")
    script = picked + WRITE.format(stream="'w' || :client_id || '-' || stream", which="n = :n") + ";\n"
    tps = cluster.benchmark(script, WRITERS, per_writer)
    report("messagedb_append_64_writers_own_categories", tps, "transactions/s",
           f"{WRITERS * per_writer} transactions, pgbench; a category for each writer, so that none waits for another")


if __name__ == "__main__":
    main()
