"""Openings count where their commitment stands: in an event about their subject, at their field (specs/format.md 6.3)."""

from corpus.evidence import commitment, moment, pack_of, zipped
from corpus.log import b64
from corpus.story import event, parts


def tamper(add, story):
    opening = {"field": "head_name", "r": b64(bytes(range(32))), "ref": "hh-77", "value": "张三"}

    def pack(name, why, status, opened, sealed, *more, subject="hh-77"):
        fork = story.fork()
        data = {"village": "v-1", "persons": 2, **{field: {"c": commitment(one)} for field, one in sealed.items()}}
        fork.add([event("household.registered", "hh-77", data, place="621021103204")], ["p-clerk"])
        for one in more:
            fork.add([one(fork) if callable(one) else one], ["p-clerk"])
        fork.add([fork.attestation()], ["ledger"])
        files = pack_of(fork.log, subject, opened)
        add("pack", "opening-" + name, why, zipped(files, moment(fork.log)), status)

    own = {"head_name": opening}
    account, other = {**opening, "field": "bank_account"}, {**opening, "ref": "hh-99"}
    copied = lambda ref, **more: event("household.registered", ref, {
        "village": "v-1", "persons": 2, "head_name": {"c": commitment(opening)}}, place="621021103204", **more)
    pack("good", "as it was sealed", 0, [opening], own)
    pack("other-field", "sealed for another field than where it stands", 2, [account], {"head_name": account})
    pack("wrong-field", "said to be of another field", 2, [account], own)
    pack("other-subject", "sealed for another subject than where it stands", 2, [other], {"head_name": other})
    pack("copied", "copied by somebody into an event about another, who names the subject", 0, [opening], own,
         copied("hh-78", refs=["hh-77"]))
    pack("copied-before", "in the pack of the one it was copied for", 2, [{**opening, "ref": "hh-78"}], own,
         copied("hh-78", refs=["hh-77"]), subject="hh-78")
    pack("copy-of-the-subject", "opened for its own subject in the pack of another", 2, [opening], own,
         copied("hh-78"), subject="hh-78")
    pack("value", "another value", 2, [{**opening, "value": "李四"}], own)
    pack("twice", "the same line twice", 2, [opening, opening], own)
    correct = lambda data: lambda fork: event("record.corrected", "hh-77", data,
                                              corrects=f"{parts(fork.log.entries[-1])[0]['tx']}.0")
    sealed = {"head_name": {"c": commitment(opening)}}
    pack("corrected", "in a correction, under fields", 0, [opening], {}, correct({"fields": sealed, "reason": "笔误"}))
    pack("beside", "in a correction, beside fields", 2, [opening], {}, correct({"fields": {}, "reason": "笔误", **sealed}))
    listed = {**opening, "field": "members.1.name"}
    members = lambda *items: event("household.registered", "hh-77", {"members": [*items]}, place="621021103204")
    pack("listed", "in a list", 0, [listed], {}, members({}, {"name": {"c": commitment(listed)}}))
    pack("listed-elsewhere", "at another place of a list", 2, [listed], {}, members({"name": {"c": commitment(listed)}}, {}))
    zero = {**opening, "field": "members.01.name"}
    pack("listed-zero", "its place in a list with a zero in front", 2, [zero], {}, members({}, {"name": {"c": commitment(zero)}}))
