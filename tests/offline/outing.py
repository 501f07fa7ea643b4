"""A day out by chance: signal, server, phone and people fail in an order a seed decides."""

import random
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from servicecorps import clock
from servicecorps.offline import rules
from tests.faults.servers import Server
from tests.offline.carried import ANSWERED, KINDS, Carried
from tests.offline.conftest import Round

DAY_S = 86_400
LITTLE_BYTES = 1000
LOST = 0.3
STATES = ("open", "cut", "cut", "busy", "losing")
# How often each step is taken, beside the others.
SHARES = {
    "log": 12, "change_line": 6, "reload": 2, "restart_phone": 2, "kill_server": 1,
    "end_session": 1, "two_tabs": 1, "shift_clock": 1, "fill_storage": 1, "other_member": 1,
    "mend": 2, "discard": 1,
}  # fmt: skip


@dataclass
class Outing:
    """One day out; `expected` is what must be on the server at its end, in order."""

    day: Round
    server: Server | None
    word: str
    seed: int
    chance: random.Random = field(init=False)
    expected: list[str] = field(default_factory=list)
    # Mended ones are held back while they are open: only that they arrive is asked of them.
    moved: set[str] = field(default_factory=set)
    others: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    shifted_s: int = 0
    touched: bool = False
    number: int = 0

    def __post_init__(self) -> None:
        """Let the seed decide what happens, and which answers get lost."""
        self.chance = self.day.line.chance = random.Random(self.seed)

    @property
    def phone(self) -> Carried:
        """The phone in the member's hand."""
        return self.day.phone

    def go_on(self, many: int) -> None:
        """Take steps by chance."""
        names = self.chance.choices(list(SHARES), list(SHARES.values()), k=many)
        for name in names:
            self.take(name)

    def take(self, name: str) -> None:
        """Take one step."""
        self.steps.append(name)
        getattr(self, name)()

    def log(self) -> None:
        """Log a record of some kind."""
        kind = self.chance.choice(KINDS)
        home = self.day.due_home().id if kind == "visits" else 0
        note = self.new_note()
        self.phone.log(kind, note, home=home, photo=self.chance.random() < 0.5)
        self.expected.append(note)

    def new_note(self) -> str:
        """Return a text no other record has."""
        self.number += 1
        return f"{self.word}-{self.number:02}"

    def change_line(self) -> None:
        """The signal comes or goes, the server is crowded, answers get lost."""
        state = self.chance.choice(STATES)
        self.steps[-1] += f" {state}"
        self.day.line.mode = "open" if state == "losing" else state
        self.day.line.lost = LOST if state == "losing" else 0.0

    def reload(self) -> None:
        """Open the start page anew."""
        self.phone.go("/")

    def restart_phone(self) -> None:
        """Switch the phone off and on."""
        self.phone.reopen()
        self.set_clock()
        self.phone.go("/")

    def kill_server(self) -> None:
        """Pull the plug of the server while the phone may be sending; start it again."""
        if self.server is None:
            return
        self.phone.page.evaluate("() => { Phone.sending.again(); }")
        time.sleep(self.chance.random() * 0.2)
        self.server.kill()
        self.server.start()

    def end_session(self) -> None:
        """Every sign-in runs out while a form is being filled; the member signs in again."""
        kind, note = self.chance.choice([one for one in KINDS if one != "visits"]), self.new_note()
        self.phone.go(f"/{kind}/new")
        self.phone.fill(kind, note)
        self.day.end_sign_ins()
        self.phone.save()
        self.expected.append(note)
        self.phone.sign_in(self.day.cast.member)

    def two_tabs(self) -> None:
        """Two pages send at once."""
        self.phone.go("/")
        beside = self.phone.another_tab()
        beside.goto(f"{self.day.line.base}/")
        send = "() => { Phone.sending.again(); }"
        for page in (self.phone.page, beside):
            page.evaluate(send)
        beside.wait_for_timeout(200)
        beside.close()

    def shift_clock(self) -> None:
        """The clock of the phone is a day off, either way, or right again."""
        self.shifted_s, self.touched = self.chance.choice((-DAY_S, 0, DAY_S)), True
        self.set_clock()
        self.phone.go("/")

    def set_clock(self) -> None:
        """Have the page's clock say so; one that was never touched is left alone."""
        if self.touched:
            shown = clock.now() + timedelta(seconds=self.shifted_s)
            self.phone.context.clock.set_system_time(shown)

    def fill_storage(self) -> None:
        """The phone has no room left; nothing is called kept that is not."""
        kind = self.chance.choice([one for one in KINDS if one != "visits"])
        note = self.new_note()
        self.phone.go(f"/{kind}/new")
        self.phone.fill(kind, note)
        room(self.phone, self.day.line.base, LITTLE_BYTES)
        self.phone.save(ANSWERED)
        page = self.phone.page
        room(self.phone, self.day.line.base, -1)
        if page.query_selector(".phone-said.bad"):
            assert page.input_value("#note") == note
            self.phone.save()
            self.moved.add(note)
        self.expected.append(note)

    def other_member(self) -> None:
        """Somebody else signs in on this phone and logs; then it is the member's again."""
        self.phone.sign_in(self.day.cast.helper)
        self.phone.go("/")
        page = self.phone.page
        # Without signal nobody can take over a phone: it stays the member's.
        if self.day.line.mode == "open" and page.evaluate("Phone.member") == self.member_here():
            self.phone.sign_in(self.day.cast.member)
            return
        if self.day.line.mode == "open":
            note = self.new_note()
            self.phone.log("repairs", note, photo=False)
            self.others.append(note)
        self.phone.sign_in(self.day.cast.member)
        # A phone that changed hands is empty: it must be filled before the signal goes.
        if self.day.line.mode == "open":
            self.phone.fill_up()
        else:
            self.phone.go("/")

    def member_here(self) -> str:
        """Return by which name the phone knows the member."""
        return rules.opaque(self.day.cast.member.id, str(self.day.app.config["SECRET_KEY"]))

    def waiting(self) -> list[dict[str, Any]]:
        """Return what lies on the phone: key and note."""
        found: list[dict[str, Any]] = self.phone.page.evaluate(
            """() => Phone.store.of(Phone.member).then((all) => all.map((one) =>
                ({ key: one.key, note: (one.entries.find((pair) => pair[0] === "note") || [])[1],
                   action: one.action, state: one.state })))"""
        )
        return found

    def mend(self) -> None:
        """Open one of what waits and change its note."""
        self.phone.go("/unsent")
        # Where an answer was lost it may be stored already: then the phone asks what is meant.
        known = set(self.day.notes())
        waiting = [one for one in self.waiting() if one["state"] == "waiting"]
        waiting = [one for one in waiting if one["note"] not in known]
        if self.day.line.mode == "open" or not waiting:
            return
        number = self.chance.randrange(len(waiting))
        old, new = waiting[number]["note"], self.new_note()
        page = self.phone.open_unsent(self.place(old))
        assert page.input_value("#note") == old
        page.fill("#note", new)
        self.phone.save()
        self.expected[self.expected.index(old)] = new
        self.moved.add(new)

    def place(self, note: str) -> int:
        """Return the place of a record in the list."""
        return [one["note"] for one in self.waiting()].index(note)

    def discard(self) -> None:
        """Discard one of what waits; it must never arrive, unless it has already."""
        self.phone.go("/unsent")
        waiting = self.waiting()
        # Where an answer was lost it may be stored already: only without any signal is it sure.
        known = set(self.day.notes())
        sure = [one["note"] for one in waiting if one["note"] not in known]
        if self.day.line.mode != "cut" or not sure:
            return
        note = self.chance.choice(sure)
        button = self.phone.page.locator("[data-list=records] [data-drop]").nth(self.place(note))
        button.click()
        button.click()
        self.phone.page.wait_for_function(
            """(note) => Phone.store.of(Phone.member).then((all) => !all.some((one) =>
                one.entries.some((pair) => pair[0] === "note" && pair[1] === note)))""",
            arg=note,
        )
        self.expected.remove(note)

    def come_home(self) -> None:
        """Signal, a server and the right day again; what came back is mended; all is sent."""
        self.day.line.mode, self.day.line.lost, self.shifted_s = "open", 0.0, 0
        self.set_clock()
        self.phone.sign_in(self.day.cast.member)
        self.phone.go("/")
        self.phone.page.wait_for_selector("html[data-started]", state="attached")
        self.let_go_of_held()
        self.phone.settle()
        for one in self.waiting():
            self.mend_rejected(one)
        self.phone.wait_until_sent()

    def let_go_of_held(self) -> None:
        """Ten minutes later what was opened and left is sent again."""
        self.phone.page.evaluate(
            """() => Phone.store.of(Phone.member).then((all) => Promise.all(all.map((one) =>
                Phone.store.mark(one, { heldAt: 0 }))))"""
        )

    def mend_rejected(self, one: dict[str, Any]) -> None:
        """Open what came back and give it a day that has come."""
        self.phone.go("/unsent")
        page = self.phone.page
        page.locator("[data-list=records] [data-open]").nth(self.place(one["note"])).click()
        page.wait_for_selector("form[data-queue=again]")
        page.wait_for_selector("html[data-started]", state="attached")
        page.fill("#happened_on", clock.today().isoformat())
        self.phone.save()
        self.moved.add(one["note"])

    def problems(self) -> list[object]:
        """Return what is lost, double, unwanted, out of order or failed in a page."""
        lost, double = self.lost_and_double()
        return [*lost, *double, *self.out_of_order(), *self.phone.errors]

    def lost_and_double(self) -> tuple[list[str], list[str]]:
        """Return what is missing on the server, and what is there more than once or unwanted."""
        stored = [note for note in self.day.notes() if note.startswith(f"{self.word}-")]
        wanted = self.expected + self.others
        lost = [note for note in wanted if note not in stored]
        double = [note for note in stored if stored.count(note) > 1 or note not in wanted]
        return lost, double

    def out_of_order(self) -> list[tuple[str, str]]:
        """Return where what was never mended arrived in another order than it was logged."""
        straight = [note for note in self.expected if note not in self.moved]
        stored = [note for note in self.day.notes() if note in set(straight)]
        return [pair for pair in zip(stored, straight, strict=False) if pair[0] != pair[1]]


def room(phone: Carried, base: str, bytes_: int) -> None:
    """Give a phone so much room; -1 gives it back what it has."""
    session = phone.context.new_cdp_session(phone.page)
    asked = {"origin": base} | ({"quotaSize": bytes_} if bytes_ >= 0 else {})
    session.send("Storage.overrideQuotaForOrigin", asked)
    session.detach()
