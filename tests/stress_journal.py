"""A journal that tears layouts apart: forty jobs, nine criteria, names of any length and script.

It is the same in every run. `python tests/stress_journal.py DIR` writes it to `DIR/journal`, to be
built with `--today 2026-11-22`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 11, 22)
# Each has two jobs. The first three names are of 76 letters.
COMPANIES = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengeselle.",
    "The Consolidated Instruments, Barometers and Weather Balloon Company of York",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-and-Sons-Holdings",
    "شركة الشمال للتجارة والنقل البحري المحدودة",
    "חברת הצפון למסחר ולתובלה ימית בע״מ",
    "北風商會數據平台股份有限公司東京第二開發中心",
    "🛰️ Orbit & Ölmühle 🧭",
    "Ng",
    "Ærø Færge",
    "株式会社きたかぜ",
    "Northwind Traders",
    "Tolvane Health",
    "Quillmoor Press",
    "Brackenfold Energy",
    "Åkerlund & Søn",
    "Marrowby Trams",
    "Pemmerby Weather",
    "Trundlo Mobility",
    "Hollin Bank",
    "Saltmarsh Rail",
)
ROLES = (
    "Staff Engineer",
    "Principal Software Engineer for the Consolidated Forecasting and Archive Platform",
    "Softwarequalitätssicherungsbeauftragtenstellvertreter",
    "مهندس بيانات أول",
    "資深數據工程師",
    "Lead",
)
JOBS = 40
CRITERIA = (
    ("values", "Company values"),
    ("role", "The role, its interests and its strengths"),
    ("manager", "Manager"),
    ("compensation", "Pay, pension, benefits and everything else that is money"),
    ("intangibles", "Daily life"),
    ("hours", "Arbeitszeitverkürzungsvereinbarungsmöglichkeiten"),
    ("learning", "Weiterbildungs- und Aufstiegsmöglichkeiten im zweiten Jahr"),
    ("place", "مكان العمل والطريق إليه"),
    ("people", "同事與團隊"),
)
ROUNDS = (
    "first call",
    "hiring manager",
    "the whole team",
    "Technical deep dive with the Principal Engineers of three neighbouring departments",
    "Arbeitsprobenbesprechungstermin",
    "المقابلة الأخيرة",
    "panel",
    "final",
)
EVIDENCE = (
    "She said so before I asked.",
    (
        "They named a figure, took it back, named another, and in the lift somebody else said "
        "that neither of them had ever been paid to anybody, which I wrote down word for word "
        "because it was the only sentence of the whole afternoon that nobody had prepared."
    ),
    "Die Geschwindigkeitsbegrenzungsüberwachungsanlage steht vor der Tür.",
    "قالوا إن الفريق يعمل من المنزل ثلاثة أيام في الأسبوع.",
    "https://intranet.example/a/path/without/any/place/to/break/it/that/goes/on/and/on/and/on",
)
QUESTIONS = (
    "Who is woken at night?",
    (
        "What would make them say, a year from now and with everything that nobody can know today "
        "taken into account, that hiring me was right?"
    ),
    "Wie oft wird die Rufbereitschaftsausgleichsregelung tatsächlich angewendet?",
    "متى يتخذون القرار؟",
)
TASKS = (
    "Send a thank-you note",
    (
        "Ask the recruiter about the benefits summary, the pension, the moving costs, and whether "
        "the four office days are four days or four half days"
    ),
    "Rentenversicherungsnummernnachweisbescheinigung heraussuchen",
    "@them Recruiter sends the contract",
)
# What becomes of a job, in turn; the offers are to be answered on several days.
FATES = (
    "offer: {received: 2026-11-19, answer_by: 2026-11-24, terms: 78.000 € und ein Fahrrad}",
    "offer: {received: 2026-11-20, answer_by: 2026-11-24}",
    "offer: {received: 2026-11-20, answer_by: 2026-11-27, terms: 70k and a desk by the window}",
    "stage: interviewing",
    "stage: rejected",
    "stage: interviewing",
    "stage: interviewing\ndecision: walk-away",
    "stage: no-answer",
    "",
    "stage: declined",
    "offer: {received: 2026-11-18, answer_by: none}",
    "stage: interviewing",
    "stage: withdrawn",
    "stage: applied",
    "stage: interviewing",
    "stage: walked-away",
    "",
    "stage: interviewing",
    "stage: rejected",
)
ACCEPTED = (37, 39)  # long ago, so that they ask nothing of the other jobs
LONG_JOB, QUIET, CANCELLED, AHEAD = 5, (15, 28), (10, 21, 31), (5, 8, 18, 23)
UNREADABLE = {
    "2026-11-10-ten.md": b"---\ncompany: Ten\nrole: Engineer\nratings: {values: 8/10}\n---\n",
    "2026-11-11-nobody.md": b"---\nrole: Engineer\n---\n",
    "2026-11-12-open.md": b"---\ncompany: [Sehr geehrte Damen und Herren\nrole: x\n---\n",
    "2026-11-13-bytes.md": b"---\ncompany: \xff\xfe\nrole: Engineer\n---\n",
    "2026-11-14-a-name-of-a-file-that-is-as-long-as-the-names-of-the-companies-in-it.md": (
        b"---\ncompany: Long\nrole: Engineer\ninterviewed: the fourteenth of November\n---\n"
    ),
}


@dataclass(frozen=True)
class Round:
    """One interview of a job."""

    job: int
    number: int
    last: bool
    day: date

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to come."""
        return self.day > TODAY


def stress_files() -> dict[str, bytes]:
    """Every file of the journal by its path in it."""
    files = {"journal.toml": _settings(), "now.md": _now(), "looking-for.md": _looking_for()}
    for job in range(JOBS):
        for round_ in _rounds(job):
            name = f"{round_.day.year}/{round_.day}-job-{job:02}-{round_.number}.md"
            files[name] = _reflection(round_)
    return {name: text.encode() for name, text in files.items()} | UNREADABLE


def write_stress_journal(folder: Path) -> Path:
    """Write the journal below a folder; returns its own folder."""
    journal = folder / "journal"
    for name, content in stress_files().items():
        path = journal / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return journal


def _rounds(job: int) -> list[Round]:
    """The rounds of a job, some days apart."""
    count = len(ROUNDS) if job == LONG_JOB else 1 + job % 3
    if job in ACCEPTED:
        last = date(2025, 6, 1) + timedelta(days=200 * ACCEPTED.index(job))
    elif job in QUIET:
        last = TODAY - timedelta(days=40)
    elif job in AHEAD:
        last = TODAY + timedelta(days=1 + job % 5)
    else:
        last = TODAY - timedelta(days=1 + job % 13)
    apart = timedelta(days=3 + job % 4)
    return [
        Round(job, number, number == count - 1, last - apart * (count - 1 - number))
        for number in range(count)
    ]


def _reflection(round_: Round) -> str:
    """The text of one file, with ratings and answers once the interview is over."""
    job = round_.job
    lines = [
        f"company: {_quoted(COMPANIES[job % len(COMPANIES)])}",
        f"role: {_quoted(ROLES[job % len(ROLES)])}",
        f"round: {_quoted(ROUNDS[round_.number])}",
        f"interviewed: {round_.day} {9 + job % 8:02}:00",
    ]
    if round_.is_ahead:
        return _page(lines, _section("Research", [f"- [ ] {TASKS[2]}"]))
    if job in CANCELLED and round_.last:
        return _page([*lines, f"cancelled: {round_.day - timedelta(days=1)}"], "")
    if job in ACCEPTED and round_.last:
        lines.append("stage: accepted")
    elif round_.last and job not in QUIET:
        lines += filter(None, [FATES[job % len(FATES)]])
    lines += [f"reflected: {round_.day} 21:00", *_ratings(round_)]
    lines.append(f"gut: {('yes', 'no', 'unsure')[job % 3]}")
    return _page(lines, _body(round_))


def _ratings(round_: Round) -> list[str]:
    """Ratings around a level of the job's own, some not known yet, with evidence for most."""
    level = (9, 8, 7, 6, 5, 8, 3)[round_.job % 7]
    ratings, evidence = {}, {}
    for place, (name, _) in enumerate(CRITERIA):
        seed = round_.job * 7 + place * 5 + round_.number * 3
        if seed % 17 == 0 or (round_.number == 0 and place > 5):
            ratings[name] = "null"
            continue
        half = 0.5 if seed % 5 == 0 else 0
        ratings[name] = str(min(10, max(1, level + seed % 4 - 2 + half)))
        evidence[name] = _quoted(EVIDENCE[seed % len(EVIDENCE)])
    lines = ["ratings:", *(f"  {name}: {value}" for name, value in ratings.items())]
    return [*lines, "evidence:", *(f"  {name}: {text}" for name, text in evidence.items())]


def _body(round_: Round) -> str:
    """Answers, questions and tasks; the tasks of the last round have dates around today."""
    seed = round_.job + round_.number
    questions = [f"- {QUESTIONS[(seed + n) % len(QUESTIONS)]}" for n in range(1 + seed % 3)]
    tasks = [
        f"- [{' ' if round_.last else 'x'}] {TASKS[(seed + n) % len(TASKS)]} "
        f"due:{TODAY + timedelta(days=(seed * 3 + n * 5) % 17 - 8)}"
        for n in range(1 + seed % 4)
    ]
    answers = [EVIDENCE[(seed + n) % len(EVIDENCE)] for n in range(3)]
    return "".join(
        (
            _section("goals", answers[:1]),
            _section("learned", answers),
            _section("differently", answers[1:2]),
            _section("concerns", questions),
            _section("next-steps", tasks),
        )
    )


def _settings() -> str:
    tables = (f'[[criteria]]\nid = "{name}"\nlabel = "{label}"\n' for name, label in CRITERIA)
    return f'title = "{COMPANIES[1]}: my interviews"\n\n' + "\n".join(tables)


def _now() -> str:
    ratings = [f"  {name}: {5 + place % 3}" for place, (name, _) in enumerate(CRITERIA)]
    return _page([f"label: {COMPANIES[2]}", "ratings:", *ratings], EVIDENCE[1])


def _looking_for() -> str:
    return "\n\n".join([*EVIDENCE, *QUESTIONS])


def _page(lines: list[str], body: str) -> str:
    return "\n".join(["---", *lines, "---", "", body])


def _section(heading: str, lines: list[str]) -> str:
    text = "\n".join(lines) if lines[0].startswith("- ") else "\n\n".join(lines)
    return f"## {heading}\n\n{text}\n\n"


def _quoted(text: str) -> str:
    return f'"{text}"'


if __name__ == "__main__":
    write_stress_journal(Path(sys.argv[1]))
