"""One ledger of the corpus: what is published, what the auditor brings along, what both checkers must say."""

import dataclasses


@dataclasses.dataclass
class Case:
    """A published folder, or a proof or pack in a file, with what an auditor knows beforehand.

    `code` must be among the findings of either checker; None for what is good, and for files, of which only the exit
    status is compared. `kind` groups cases; `why` says in a sentence what was done.
    """

    name: str
    kind: str
    why: str
    files: dict
    code: str | None
    vkey: str
    genesis: str
    since: bytes | None = None
    also: tuple = ()  # codes that do as well, where both descriptions are true
    # The same ledger as entries with a checkpoint, where there is one: it can be stored as a ledger's own folder too.
    log: object = None
    status: int | str = ""  # the exit status, where it does not follow from the code; "bad": 2 or 65

    @property
    def exit(self):
        return self.status if self.status != "" else {None: 0, "E80": 66}.get(self.code, 2)

    @property
    def row(self):
        """What corpus.json says of it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "why": self.why,
            "code": self.code,
            "also": list(self.also),
            "exit": self.exit,
            "vkey": self.vkey,
            "genesis": self.genesis,
            "since": self.since is not None,
        }


class Corpus:
    """Cases as they are made, each under a name of its own."""

    def __init__(self, story, prefix=""):
        self.prefix, self.cases, self.names = prefix, [], set()
        self.vkey, self.genesis = story.log.key.vkey, story.log.genesis

    def add(self, name, kind, why, files, code, **more):
        name = self.prefix + name
        assert name not in self.names, name
        self.names.add(name)
        self.cases.append(Case(name, kind, why, files, code, more.pop("vkey", self.vkey), self.genesis, **more))

    def add_log(self, name, kind, why, log, code, **more):
        """A ledger whose every hash and checkpoint agrees: what the holder of the checkpoint key can make."""
        self.add(name, kind, why, log.files(), code, log=log, vkey=log.key.vkey, **more)
