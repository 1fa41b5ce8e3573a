#!/usr/bin/env python3
"""Checks an exported village record (核验) and counts its papers again: verify.py FILE [--key HEX].

It needs Python 3.11 alone and shares no line with the programs that wrote the file, whose shape is told as CDDL in
core/src/record/export.rs, entry.rs and seal.rs. It checks every chain (hashes, names of logs, rising Lamport numbers,
openings that fit their commitments); every signature (ECDSA on P-256) of seals and of certificates; that seals cover
each log with a key to its end; that the township's logs have its key; whose entries count (certified keys, roles,
nothing behind a revocation's cut, no second branch unless two officials chose it); the hash of every rule set; each
count from the raw calls, undone and corrected; papers issued, returned and called; that every box was counted, and
that what was signed is what this count gives. It does NOT check who is on the roll or drew twice, whether enough
voters came and who is elected, papers printed, brought and left over, drawn signatures, receipts, dates of
certificates, or any clock. A log left out as a whole is missed only if something else rests on it. Give --key, the key
that the township posted: else a file is held to its own. It ends with 1 if anything is wrong.
"""
import argparse, re, sys
from collections import Counter
from hashlib import sha256
from types import SimpleNamespace as Record

OFFICE, COUNTERS = 0, (2, 3, 4, 5)  # roles by number: the township's office; scrutineers, callers and tellers
OPENED, CERTIFIED, REVOKED, SETTLED, COUNTING = 0x01, 0x15, 0x16, 0x17, range(0x60, 0x80)
KINDS = {kind for kind in range(0x10, 0x72) if kind % 16 < (8, 3, 4, 2, 8, 11, 2)[kind // 16 - 1]}
NEVER = 1 << 32  # behind the number of every entry
MALFORMED = (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError)
PAPERS, PLANNING = ("called", "valid", "void", "blank", "aside"), (*range(0x10, 0x21), 0x22)

def must(holds, fault, why):
    if not holds:
        raise ValueError(fault, why)

# CBOR (RFC 8949), as much of it as a record uses: no floats, no tags, every length told beforehand.
def read(data, at=0):
    """The value that begins at `at`, and where the next one begins."""
    major, low, at = data[at] >> 5, data[at] & 31, at + 1
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(low, 0)
    number, at = int.from_bytes(data[at:at + size], "big") if size else low, at + size
    must(low < 28 and at + (number if major in (2, 3) else 0) <= len(data), "Malformed", "it is cut short")
    if major < 2:
        return (number if major == 0 else -1 - number), at
    if major < 4:
        return (data[at:at + number] if major == 2 else data[at:at + number].decode()), at + number
    if major > 5:
        return {0xF4: False, 0xF5: True, 0xF6: None}[major << 5 | number], at
    values = []
    for _ in range(number * (major - 3)):  # a map is a list of twice as many
        value, at = read(data, at)
        values.append(value)
    return (values if major == 4 else dict(zip(values[::2], values[1::2]))), at

def write(value):
    """The shortest CBOR of a value: only to build what was signed; entries are hashed as they stand."""
    if isinstance(value, (list, tuple)):
        major, number, body = 4, len(value), b"".join(map(write, value))
    elif isinstance(value, int):
        major, number, body = int(value < 0), max(value, -1 - value), b""
    else:
        body = value.encode() if isinstance(value, str) else value
        major, number = 3 if isinstance(value, str) else 2, len(body)
    size = next(size for size in (0, 1, 2, 4, 8) if number < (256**size if size else 24))
    lead = bytes([major << 5 | (23 + size.bit_length() if size else number)])
    return lead + (number.to_bytes(size, "big") if size else b"") + body

# Signatures, written out plainly and slowly: this program signs nothing, so it has no secret to leak.
P, N = 2**256 - 2**224 + 2**192 + 2**96 - 1, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)

def plus(one, other):
    """The sum of two points of the curve; None is the point at infinity."""
    if one is None or other is None:
        return one or other
    (x, y), (u, v) = one, other
    if x == u and (y + v) % P == 0:
        return None
    slope = 3 * (x * x - 1) * pow(2 * y, -1, P) if one == other else (v - y) * pow(u - x, -1, P)
    z = (slope * slope - x - u) % P
    return z, (slope * (x - z) - y) % P

def fits(key, message, signature):
    """Whether the key (its suite, its bytes) made this signature: r and s of ECDSA (FIPS 186-5)."""
    if key is None or key[0] != 1 or len(key[1]) != 65 or key[1][0] != 4 or len(signature) != 64:
        return False
    x, y, r, s = (int.from_bytes(it, "big") for it in (key[1][1:33], key[1][33:], signature[:32], signature[32:]))
    if max(x, y) >= P or (y * y - x**3 + 3 * x - B) % P or not (0 < r < N and 0 < s < N):
        return False
    u, v = int.from_bytes(sha256(message).digest(), "big") * pow(s, -1, N) % N, r * pow(s, -1, N) % N
    table, total = (None, G, (x, y), plus(G, (x, y))), None
    for bit in range(255, -1, -1):  # u·G + v·key, both numbers bit by bit in one pass
        total = plus(plus(total, total), table[(u >> bit & 1) + 2 * (v >> bit & 1)])
    return total is not None and total[0] % N == r

# Reading: from bytes to logs whose chains hold.
def open_file(data):
    """What an export holds, with every entry chained behind the one before it."""
    try:
        (mark, scope, anchor, logs, seals, rules), end = read(data)
        entries = [(log, *chained) for log, chain in logs for chained in chain]
        seals = [Record(log=it[0], at=(it[1], it[2]), signed=it[:4], signature=it[4]) for it in seals]
        rules, anchor = {name: (source, told) for name, source, told in rules}, anchor and tuple(anchor)
        must(mark == "cx/export/2" and end == len(data), "NotAnExport", "another mark")
    except MALFORMED:
        raise ValueError("NotAnExport", "this file is no exported village record (cx/export/2)") from None
    file = Record(scope=scope, anchor=anchor, seals=seals, rules=rules, logs={}, lam=0)
    for log, seq, prev, item in entries:
        try:
            take(file, log, seq, prev, *item)
        except MALFORMED as why:
            raise ValueError(f"BadChain {log.hex()} {seq}", f"the chain breaks at this entry: {why.args[-1]}") from None
    for it in seals:
        here = it.log in file.logs and it.at in file.logs[it.log].entries
        must(here, f"BadChain {it.log.hex()} {it.at[0]}", "the entry that was signed is not in the file")
    entries = (entry for log in file.logs.values() for entry in log.entries.values())
    file.entries = sorted(entries, key=lambda it: (it.lam, it.log.id, it.at))  # as every device takes them into account
    return file

def take(file, log, seq, prev, raw, salt=None, beside=None):
    """Puts one entry behind the one it names; every branch of a log is kept."""
    name, ((kind, lam, actor, _wall, payload), end) = sha256(b"cx/entry/1" + prev + raw).digest(), read(raw)
    known = file.logs.setdefault(log, Record(id=log, entries={}))
    body, before = beside if isinstance(payload, list) else payload, known.entries.get((seq - 1, prev))
    must(end == len(raw) and end + len((salt or b"") + (beside or b"")) <= 65536, "BadChain", "its length")
    must(salt is None or payload == [sha256(salt + beside).digest()], "BadChain", "it is not what was committed to")
    if seq == 1:  # the first entry names the log, and says who writes it and about what
        opened = read(body)[0]
        must(prev == bytes(32) and name[:16] == log and kind == OPENED, "BadChain", "a log is named by its first entry")
        must(opened[4] == file.scope, "BadChain", "it is about something else")
        known.key, known.role = opened.get(0) and (opened[1], opened[0]), opened[5]
    else:
        must(before and kind != OPENED, "BadChain", "what should stand before it does not")
    must((before.lam if before else 0) < lam <= file.lam + 2**20, "BadChain", "its Lamport number falls or leaps")
    file.lam = max(file.lam, lam)
    known.entries[seq, name] = Record(log=known, at=(seq, name), prev=prev, kind=kind, lam=lam, actor=actor, body=body)

def back(log, at):
    """The places from one entry of a log back to its first."""
    while at in log.entries:
        yield at
        at = at[0] - 1, log.entries[at].prev

# Trust: what the township's certificates, revocations and decisions on branches make of every log.
def weigh(file, anchor):
    """Gives every log what its entries weigh; yields what is wrong with certificates, logs and their signatures."""
    said = {CERTIFIED: [], REVOKED: [], SETTLED: []}
    for entry in file.entries:
        if entry.kind in said and entry.log.role == OFFICE and anchor in (None, entry.log.key):
            said[entry.kind].append(read(entry.body)[0])
    for it in said[CERTIFIED]:
        if not fits(anchor, b"cx/cert/1" + write(it[:7]), it[7]):
            yield f"ForgedCertificate {it[0]}", "this certificate is not signed by the township"
    for log in file.logs.values():
        own = [it for it in said[CERTIFIED] if tuple(it[1]) == log.key and it[4] == file.scope]
        log.ruled = bool(said[CERTIFIED])  # before the first certificate a role is what the plan says of whoever acts
        log.certified = anchor in (None, log.key) if log.role == OFFICE else any(log.role in it[3] for it in own)
        cuts = [dict(cuts).get(log.id, 0) for no, _, cuts in said[REVOKED] if no in [it[0] for it in own]]
        follow = Counter((entry.at[0], entry.prev) for entry in log.entries.values())
        log.fork = min((seq - 1 for (seq, _), branches in follow.items() if branches > 1), default=NEVER)
        log.cut, kept = min(cuts, default=NEVER), [(seq, head) for it, seq, head, _ in said[SETTLED] if it == log.id]
        log.kept = {*back(log, kept[-1])} if kept else set()
        if not log.certified and (anchor or log.ruled):
            kind = "ForeignOffice" if log.role == OFFICE else "NoCertificate"
            yield f"{kind} {log.id.hex()}", "this log's key is not one that may say this"
        if log.fork < NEVER and not log.kept:
            yield f"SecondBranch {log.id.hex()} {log.fork}", "the log goes on in several ways behind this entry"
        bare = {*log.entries} if log.key else set()
        for seal in (it for it in file.seals if it.log == log.id and log.key):
            if fits(log.key, b"cx/seal/1" + write(seal.signed), seal.signature):
                bare.difference_update(back(log, seal.at))
            else:
                yield f"ForgedSeal {log.id.hex()} {seal.at[0]}", "this signature is not that of the log's key"
        if bare:
            yield f"Unsealed {log.id.hex()} {min(bare)[0]}", "from this entry on nothing is signed"

def counts(entry, actors):
    """Whether an entry counts: its log must be allowed to say this, and so must, by the plan, whoever acted."""
    log, planning, counting = entry.log, entry.kind in PLANNING, entry.kind in COUNTING
    allowed = lambda role: not counting if role == OFFICE else not planning and (not counting or role in COUNTERS)
    by_plan = allowed(OFFICE if entry.actor == 0 else actors.get(entry.actor))
    by_key = not log.ruled or log.certified and allowed(log.role) and entry.at[0] <= log.cut
    return by_plan and by_key and (entry.at[0] <= log.fork or entry.at in log.kept)

# The count: from the raw calls to votes.
def fold(file):
    """The village's plan, its elections, and the entries that are kept and count for nothing."""
    village = Record(name="?", code="", boxes=[], actors={}, elections={}, aside=[])
    for entry in (it for it in file.entries if it.kind in KINDS and it.body is not None):  # neither newer nor erased
        if counts(entry, village.actors):
            apply(village, entry)
        elif not entry.log.kept or entry.at[0] <= entry.log.fork or entry.at in entry.log.kept:
            village.aside.append(entry)  # what two officials decided against was seen, and is no fault
    return village

def apply(village, entry):
    """Takes one event into account: its fields in their order; in an election's event its number comes first."""
    first, end = read(entry.body) if entry.kind // 16 not in (2, 3) else (None, 0)  # nor who lives here
    one, fields = (None, first) if entry.kind < 0x40 else (village.elections.get(first), read(entry.body, end)[0])
    here, place = (entry.log.id, entry.at[0]), lambda ref: (entry.log.id, *ref[1]) if ref[0] == 0 else tuple(ref[1][0])
    match entry.kind if one or entry.kind < 0x40 else None, fields:
        case 0x10, [_, _, code, name, _, _, _, groups, _]:
            village.code, village.name, village.boxes = code, name, [box for _, _, box in groups]
        case 0x11, [actors]: village.actors.update((no, role) for no, role, _ in actors)
        case 0x13, [no, _, _, rules, told]:
            fresh = Record(forms={}, series={}, issues={}, void=set(), opened={}, runs={}, signed={})
            vars(village.elections.setdefault(no, fresh)).update(rules=rules, told=told)
        case 0x40, [form, _, posts]:
            one.forms[form] = [(post, seats, [name for name, _ in printed]) for post, seats, printed in posts]
        case (0x61 | 0x65) as kind, [form, boxes, *_] if form in one.forms:  # a first teller's, or a second's; 1: open
            one.runs[here] = Record(form=form, boxes=sorted(boxes), posts=one.forms[form], papers=[], rank=[1, kind])
        case 0x41, [series, form, *_]: one.series[series] = form
        case 0x52, [group, series, voter, *_]: one.issues[here] = (series, group), voter
        case 0x53, [issue, voter] if one.issues.get(place(issue), (0, 0))[1] == voter: del one.issues[place(issue)]
        case 0x55, voided: one.void.add(tuple(voided))
        case 0x60, [form, box, papers, _]: one.opened[form, box] = papers
        case 0x62, [run, paper] if place(run) in one.runs: one.runs[place(run)].papers.append(paper)
        case 0x63, [run] if place(run) in one.runs: del one.runs[place(run)].papers[-1:]
        case 0x64, [run] if place(run) in one.runs: one.runs[place(run)].rank[0] = 0
        case 0x67, [run, at, paper, *_] if (it := one.runs.get(place(run))) and at < len(it.papers):
            it.papers[at] = paper
        case 0x68, [run, _] if place(run) in one.runs: one.runs[place(run)].form = None  # given up: it stands nowhere
        case 0x70, [form, _, _, witnessed, digest]: one.signed[form] = digest, witnessed

def section(post, kind, marks):
    """Who is named on a section, for and against, and what is wrong with it. However often, a name is one vote."""
    yes, no = ({post[2][it] if kind == 0 else it.strip() for kind, [it] in side} for side in marks or ([], []))
    return yes, no, (None, "over", "unreadable")[kind] or ("over" if len(yes) > post[1] else None)

def tally(run, void):
    """Papers by kind; for each post its void sections, and every name with its votes for and against."""
    papers, posts = Counter(dict.fromkeys(PAPERS, 0)), [[0, {}] for _ in run.posts]
    for kind, parts in run.papers:  # 0 names, 1 blank, 2 unreadable, 3 damaged, 4 of a void series
        sections = [section(post, *part) for post, part in zip(run.posts, parts[0])] if kind == 0 else []
        named = Counter(name for yes, _, _ in sections for name in yes)
        twice = [any(named[name] > 1 for name in yes) for yes, _, _ in sections]
        faults = {fault for _, _, fault in sections} | ({"duplicate"} if any(twice) else set())
        whole, blank = kind in (2, 3) or "paper" in map(void.get, faults), kind == 1 or not any(map(any, sections))
        papers.update(["aside"] if kind == 4 else ["called", "void" if whole else "blank" if blank else "valid"])
        for post, (yes, no, fault), again in zip(posts, sections, twice) if not whole else ():
            post[0] += bool(fault or again)
            for name in yes ^ no if not (fault or again) else ():  # who is both for and against somebody is neither
                post[1].setdefault(name, [0, 0])[name in no] += 1
    return papers, posts

def standing(runs, form):
    """The run that stands for each pile: a closed one, the first teller's, the last; runs are never added up."""
    kept = []
    for run in sorted(reversed(list(runs)), key=lambda run: run.rank):
        if run.form == form and not any({*run.boxes} & {*other.boxes} for other in kept):
            kept.append(run)
    return sorted(kept, key=lambda run: run.boxes[:1])

def results(file, village):
    """Prints what every election gives; yields what is wrong with it."""
    for no, one in sorted(village.elections.items()):
        source, told = file.rules.get(one.rules, ("", None))
        if told != one.told or sha256(source.encode()).digest() != told:
            yield f"OtherRules {one.rules}", "the rule set that the record names is not in the file, or is another one"
        void = dict(re.findall(r"^ballot\.(\w+) = (section|paper);", source, re.M))  # what a fault makes void
        for form, posts in sorted(one.forms.items()):
            yield from result(village, no, one, form, posts, void)

def result(village, no, one, form, posts, void):
    runs = [(run, *tally(run, void)) for run in standing(one.runs.values(), form)]
    sums, digest = Counter(dict.fromkeys(PAPERS, 0)), sha256(b"cx/result/1" + village.code.encode() + bytes([no, form]))
    for run, papers, called in runs:
        print(f"  box {run.boxes}{' open' if run.rank[0] else ''}:", *(f"{n} {it}" for it, n in papers.items()))
        sums.update(papers)
        votes = [[bad, [[name, *votes[name]] for name in sorted(votes)]] for bad, votes in called]
        digest.update(write(run.boxes) + write([*(papers[it] for it in ("called", "void", "blank", "aside")), votes]))
    issued = sum(one.series.get(at[0]) == form and at not in one.void for at, _ in one.issues.values())
    returned = sum(one.opened.get((form, box), 0) for box in village.boxes) - sums["aside"]
    print(f"form {no}.{form}: {issued} issued, {returned} returned:", *(f"{n} {it}" for it, n in sums.items()))
    for at, (post, _, printed) in enumerate(posts):
        called = [given[at][1] for _, _, given in runs]
        names = dict.fromkeys([*printed, *sorted({name for votes in called for name in votes})])
        votes = ([sum(votes.get(name, (0, 0))[way] for votes in called) for way in (0, 1)] for name in names)
        print(f"  {post}:", ", ".join(f"{name} {yes}:{against}" for name, (yes, against) in zip(names, votes)))
    counted = {box for run, *_ in runs if not run.rank[0] for box in run.boxes}
    if form in one.signed and (digest.digest() != one.signed[form][0] or not counted >= {*village.boxes}):
        yield f"OtherResult {form}", "what was signed is not what the record gives"
    if form in one.signed and not one.signed[form][1] and not sums["called"] == returned <= issued:
        yield f"DoesNotBalance {form}", "papers issued, returned and called do not balance"

if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Checks an exported village record and counts its papers again.")
    asked.add_argument("file", type=argparse.FileType("rb"))
    asked.add_argument("--key", type=bytes.fromhex, help="the township's public key, hexadecimal")
    asked = asked.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        file = open_file(asked.file.read())
        found = [*weigh(file, (1, asked.key) if asked.key else file.anchor)]
        village = fold(file)
        entries, logs, sealed = len(file.entries), len(file.logs), len({seal.log for seal in file.seals})
        print(f"{village.name} {file.scope}: {entries} entries in {logs} logs, {sealed} of them sealed")
        found += [(f"Weightless {it.log.id.hex()} {it.at[0]}", "this entry counts for nothing") for it in village.aside]
        found += results(file, village)
    except MALFORMED as why:
        found = [why.args if len(why.args) == 2 else ("Malformed", f"something in it has no known shape: {why!r}")]
    print(*(f"fault {fault}: {why}\n" for fault, why in found), f"{len(found)} faults", sep="")
    sys.exit(bool(found))
