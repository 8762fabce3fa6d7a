"""Tables: what people write for our words, and the keys that other programs use.

Each table has our words as keys, and as values their synonyms in lower case, separated by commas.
A synonym of two words suggests both. They are for hints only: none is accepted as a value.
"""

from __future__ import annotations

KEY_SYNONYMS = {
    "company": "employer, organisation, organization, org, firm, business, company name, "
    "companies, client, startup, corporation, company title, workplace, hiring "
    "company",
    "role": "position, title, job, job title, role title, role name, position title, "
    "post, vacancy, opening, designation, occupation, function, job name, job "
    "role, position name",
    "round": "interview, interview round, interview type, step, phase, interview stage, "
    "session, round name, interview name, call, screen, round type",
    "interviewed": "date, interview, interview date, when, on, datetime, date time, "
    "interviewed on, interviewed at, interview time, day, scheduled, time, "
    "start, start time, began, started, held, date of interview, interviewdate, "
    "at, scheduled for, met on",
    "ended": "end, finished, ends, end time, finish, ended at, till",
    "cancelled": "cancelled on, canceled on, cancelled at, cancellation, cancellation date, "
    "called off, called off on",
    "reflected": "reflection, reflected on, reflected at, written, written on, reviewed, "
    "debriefed, reflection date, noted, journaled, debrief, logged, reflection "
    "time, date reflected",
    "interviewers": "interviewer, with, people, panel, met, met with, who, attendees, "
    "participants, spoke with, interviewed by, present, panelists, panellists, "
    "interviewer names",
    "ratings": "rating, scores, score, rates, grades, grade, marks, stars, points, "
    "scorecard, evaluation, assessment, ranking",
    "evidence": "evidences, proof, reasons, facts, observations, justification, rationale, "
    "reasoning, what i saw, examples",
    "second_look": "second, second opinion, relook, morning after, next morning, revisit, "
    "rerating, another look, second rating, second thoughts, second ratings, "
    "look again",
    "offer": "offers, job offer, offer details, the offer",
    "gut": "gut feeling, feeling, gut feel, instinct, intuition, hunch, vibe, gut "
    "check, gut says, impression, gut reaction",
    "stage": "status, state, outcome, result, pipeline, progress, application status, "
    "current stage, job status, current status, interview status, pipeline "
    "stage",
    "decision": "decide, verdict, choice, conclusion, my decision, final decision, final verdict",
    "decided": "decided on, decided at, decision date, decision made, date decided, "
    "date of decision",
    "because": "why i decided, reason for decision, reason for my decision, decision reason, "
    "decision why, my reason, my reasons",
    "also": "aka, also known as, other names, alternative names, former names, "
    "formerly, other name, also called",
    "ball": "owner, ball in court, court, turn, whose move, waiting on, waiting for, "
    "next move, ball owner, whose turn",
    "opportunity": "job id, opportunity id, application, position id, requisition, requisition "
    "id, opp, opportunity name",
    "tags": "labels, tag list",
    "share": "share with, shared with, audience, audiences, visibility, visible to, "
    "share to, sharing, shared to",
    # Within `second_look` and `offer`.
    "on": "date, when, day, time, looked on, second date, at",
    "why": "reason, reasons, note, notes, comment, rationale, what changed, explanation",
    "received": "date, when, on, offered, offer date, received on, offered on, got, extended",
    "answer_by": "deadline, respond by, reply by, due, decide by, answer, expires, expiry, "
    "until, due date, response by, decision by, answer until, valid until",
    "terms": "salary, pay, compensation, details, package, amount, base, conditions, "
    "benefits, bonus, equity",
}
CRITERION_SYNONYMS = {
    "values": "value, culture, company values, mission, ethics, ethos, purpose, company "
    "culture, principles, culture fit, company, integrity, vision",
    "role": "job, work, position, tasks, responsibilities, duties, job content, the "
    "work, the role, the job, interests, strengths, day to day, scope, title, "
    "content",
    "manager": "boss, lead, supervisor, team lead, management, leader, leadership, line "
    "manager, hiring manager, head, chief, my boss, the boss, management style, "
    "superior, reporting line",
    "compensation": "salary, pay, money, benefits, comp, wage, wages, package, pay and "
    "benefits, remuneration, bonus, equity, total comp, total compensation, "
    "income, base, perks, stock, earnings, salary and benefits",
    "intangibles": "intangible, other, commute, location, flexibility, travel, growth, "
    "learning, balance, work life balance, daily life, the rest, everything "
    "else, hours, remote, wlb, misc, office, lifestyle",
}
STAGE_SYNONYMS = {
    "exploring": "lead, interested, researching, research, wishlist, saved, bookmarked, "
    "considering, prospect, prospecting, to apply, new, open, idea, watching, "
    "target, networking, explore, discovery, not applied, backlog, todo, "
    "curious, sourced",
    "applied": "submitted, sent, application, application sent, applying, apply, in "
    "review, under review, pending, waiting, application submitted, cv sent, "
    "resume sent",
    "interviewing": "interview, interviews, interviewed, in progress, in process, screening, "
    "phone screen, screen, onsite, technical, take home, final round, first "
    "round, second round, active, ongoing, on hold, hold, paused, frozen, "
    "hiring freeze, stalled, waiting, scheduled, next round, advanced, live",
    "offer": "offered, offer received, verbal offer, offer extended, negotiating, "
    "negotiation, offer stage, got offer, got an offer, offers, offer pending, "
    "written offer",
    "accepted": "hired, signed, joined, won, got it, started, got the job, offer accepted, "
    "accepted offer, accept, yes, success, starting, employed, landed",
    "declined": "refused, turned down, declined offer, offer declined, said no, decline, "
    "turned it down, offer refused, offer rejected, rejected offer, i declined, "
    "passed on",
    "rejected": "rejection, reject, denied, not selected, unsuccessful, failed, lost, no, "
    "not hired, turned me down, no offer, declined by them, regret, position "
    "filled, filled, not moving forward, they declined",
    "withdrawn": "withdrew, withdraw, pulled out, dropped out, withdrawal, opted out, "
    "retracted, withdrawn application, backed out, bowed out, i withdrew, "
    "cancelled, canceled",
    "walked-away": "walk away, walked, left, abandoned, gave up, quit, dropped, walk, not "
    "interested, moved on, let go, let it go, walking away, lost interest",
    "no-answer": "ghosted, ghost, no reply, no response, silence, silent, unanswered, no "
    "news, never heard back, no feedback, no word, on hold, nothing, stale, "
    "dead, went quiet, quiet, no contact, ghosting, unresponsive, not answered, "
    "no reaction, stalled, hiring freeze, paused",
}
GUT_SYNONYMS = {
    "yes": "good, great, positive, y, yeah, yep, yup, true, definitely, love it, "
    "absolutely, sure, excited, up, strong yes, probably, 👍, ja, oui, sí, si, sim, da, joo",
    "no": "bad, negative, n, nope, nah, false, never, down, uneasy, not good, strong "
    "no, probably not, 👎, nein, non, nee, nej, não, ei",
    "unsure": "maybe, perhaps, not sure, undecided, mixed, unclear, dunno, don't know, "
    "neutral, torn, ambivalent, so so, on the fence, unknown, idk, uncertain, "
    "50/50, possibly, hesitant, ?, can't tell, tbd, n/a, hmm, meh, ok, vielleicht, peut-être, "
    "quizás, forse, talvez",
}
DECISION_SYNONYMS = {
    "pursue": "yes, y, true, go, accept, accepted, take, take it, join, continue, "
    "proceed, go ahead, go for it, pursuing, pursued, keep going, carry on, in, "
    "stay, go on",
    "walk-away": "no, n, false, reject, rejected, decline, declined, pass, drop, leave, "
    "stop, quit, withdraw, withdrawn, walk, walked away, walking "
    "away, out, refuse, skip, let go",
    "undecided": "maybe, unsure, not sure, pending, tbd, open, wait, waiting, thinking, not "
    "yet, deciding, unknown, later, on hold, undecided yet, none, null, n/a, "
    "perhaps, ?, hold",
}
OWNER_SYNONYMS = {
    "me": "mine, my, myself, i, us, we, self, candidate, my turn",
    "them": "they, theirs, their, company, employer, recruiter, other side, hr, him, "
    "her, you, their turn, they do, hiring manager, interviewer",
}

# Keys of Obsidian and its plugins, Jekyll, Hugo, Pandoc, Zettlr, Logseq, Dendron, Foam, Notion,
# Quartz and others. A note may be theirs too, so these are ignored without a warning.
KEYS_OF_OTHER_PROGRAMS = frozenset(
    """
    abstract alias aliases aliaspath audio author authors banner banner-icon banner-x
    banner-y bases bibliography build canvas cards-deck cascade categories category children
    citekey collapsed color colour comments config cover created created-at created-time csl
    cssclass cssclasses custom date-created date-modified day-planner db-plugin desc
    description dg-home dg-permalink dg-publish documentclass draft drafts enabletoc
    excalidraw-export-transparent excalidraw-plugin excerpt excerpt-separator
    exclude-from-graph-view expirydate featured feed filters fname foam-template fontsize
    geometry grand-parent has-children has-toc header header-includes headless hidden
    hide-title icon id image images iscjklanguage kanban-plugin keywords lang language
    last-edited-time last-modified-at lastmod layout link-citations linkcolor linktitle
    linter-yaml-title-alias locale mainfont margin-left markup math menu menus mermaid
    modified nav-exclude nav-exclude-children nav-order nocite noindex number-headings
    numbersections obsidianeditingmode obsidianuimode og-image outputs page-tags papersize
    params parent permalink pin pubdate public publish publishdate published redirect-from
    redirect-to reference-section-title references related render-with-liquid resources
    robots searchhidden series showtoc sidebar sitemap slug social-image socialdescription
    socialimage source-url sticker stub subtitle summary tasks-plugin teaser template
    template-including-parent thumbnail toc toc-depth tocopen topics trait-ids traitids
    translationkey type uid unpublishdate up updated updated-at url uuid version videos
    weight zettlr
    """.split()  # noqa: SIM905 -- a line each else
)
