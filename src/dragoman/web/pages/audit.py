"""Audits: sentences coded blind by several people, what they differ in settled side by side, and the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from dragoman.audit import agreement, report, settling
from dragoman.audit import results as measuring
from dragoman.errors import UsageError
from dragoman.store import audits
from dragoman.store.audits import CODED, LABEL, SETTLED, SKIPPED, Audit, Label, Unit
from dragoman.web import asking, labelling
from dragoman.web.correcting import CHOICES, written
from dragoman.web.library import Holding, Row
from dragoman.web.pages.codebook import loaded
from dragoman.web.view import page

router = APIRouter()


def opened(held: Holding, name: str) -> Audit:
    """Raises HTTPException where there is no such audit."""
    try:
        return audits.read(held.snapshot.folder, name)
    except UsageError as error:
        raise HTTPException(404, str(error)) from error


def address(audit: Audit, part: str = "", **query: Any) -> str:
    asked = {key: value for key, value in query.items() if value not in {"", None}}
    return f"/audits/{quote(audit.name)}{'/' + part if part else ''}{'?' + urlencode(asked) if asked else ''}"


def named(given: str) -> str:
    """A coder's name from a request, "" where none is given. Raises UsageError for one that is none."""
    return audits.person(given) if given.strip() else ""


def words(held: Holding, unit: Unit) -> Row | None:
    """The report of a sentence, by id or by its words; None where it is gone."""
    found = asking.report(held, unit.report_id) or held.one(
        "SELECT * FROM reports WHERE content_sha256 = ? ORDER BY id LIMIT 1", [unit.content]
    )
    return found if found and len(found["text"] or "") >= unit.end else None


@router.get("/audits", response_class=HTMLResponse)
def index(request: Request) -> HTMLResponse:
    folder = asking.now(request).snapshot.folder
    found = [audits.read(folder, name) for name in audits.names(folder)]
    return page(request, "audits.html", audits=[(a, {c: len(given) for c, given in audits.labels(folder, a.name).items()}) for a in found])


@router.get("/audits/{name}", response_class=HTMLResponse)
def overview(request: Request, name: str) -> HTMLResponse:
    held = asking.now(request)
    audit = opened(held, name)
    labels = audits.labels(held.snapshot.folder, name)
    answers = settling.settle(audit, labels, audits.labels(held.snapshot.folder, name, SETTLED).get("", {}))
    progress = {coder: (len(given), sum(label.state == SKIPPED for label in given.values())) for coder, given in labels.items()}
    return page(request, "audit.html", audit=audit, progress=progress, answers=answers, differ=len(settling.disagreements(audit, labels)))


@router.get("/audits/{name}/code", response_class=HTMLResponse)
def code(request: Request, name: str, coder: str = "", unit: int = 0) -> Response:
    """One sentence to code: the one asked for, or the next that this coder has not seen."""
    held = asking.now(request)
    audit, who = opened(held, name), named(coder)
    if not who:
        return RedirectResponse(address(audit), 303)
    mine = audits.labels(held.snapshot.folder, name).get(who, {})
    chosen = unit_of(audit, unit) if unit else following(held, audit, mine)
    if chosen is None:
        skipped = [number for number, label in mine.items() if label.state == SKIPPED]
        return page(request, "audit_done.html", audit=audit, coder=who, done=len(mine), skipped=skipped)
    return form(request, held, audit, chosen, who, mine)


def unit_of(audit: Audit, number: int) -> Unit:
    found = next((unit for unit in audit.units if unit.number == number), None)
    if found is None:
        raise HTTPException(404, f"The audit has no sentence {number}.")
    return found


def following(held: Holding, audit: Audit, mine: Mapping[int, Label]) -> Unit | None:
    """The next sentence that a coder has not seen and whose report is still there."""
    return next((unit for unit in audit.units if unit.number not in mine and words(held, unit) is not None), None)


def form(
    request: Request,
    held: Holding,
    audit: Audit,
    unit: Unit,
    coder: str,
    mine: Mapping[int, Label],
    given: Sequence[Mapping[str, str]] = (),
    note: str = "",
    error: str = "",
) -> HTMLResponse:
    """The page of one sentence; `given` is what the form holds already (one more event asked for, or a mistake to mend)."""
    found = words(held, unit)
    if found is None:
        raise HTTPException(404, "The report of this sentence is no longer in the store.")
    before = mine.get(unit.number)
    sentence = found["text"][unit.start : unit.end]
    events = before.events if before else ()
    filled = [dict(block) for block in given] or labelling.filled(events, sentence, unit)
    if before and before.state == CODED and not before.events and not given:
        filled[0]["trigger"] = "0"
    return page(
        request,
        "audit_code.html",
        status_code=422 if error else 200,
        audit=audit,
        unit=unit,
        coder=coder,
        shown=labelling.shown(unit, found, bool(audit.design.get("show_outlet"))),
        blocks=filled,
        note=note or (before.note if before else ""),
        before=before,
        error=error,
        done=len(mine),
        **asked_of(request),
    )


def asked_of(request: Request) -> dict[str, Any]:
    """What a form of events shows: fields, their names, hints and values, and the codebook."""
    book, _ = loaded(request.app.state.knowledge)
    return {
        "book": book,
        "asked": labelling.ASKED,
        "labels": labelling.LABELS,
        "hints": labelling.HINTS,
        "choices": {name: CHOICES[name] for name in ("recency", "modality")},
        "modes": sorted({mode.name for kind in book.types.values() for mode in kind.modes}),
    }


@router.post("/audits/{name}/code", response_class=HTMLResponse)
async def label(request: Request, name: str) -> Response:
    sent = {key: str(value) for key, value in (await request.form()).items()}
    return await run_in_threadpool(labelled, request, name, sent)


def labelled(request: Request, name: str, sent: Mapping[str, str]) -> Response:
    """Save what a coder says and go to the next sentence; back to the form with more room, or with what is to be mended."""
    held = asking.now(request)
    folder = held.snapshot.folder
    audit, who = opened(held, name), audits.person(sent.get("coder", ""))
    unit = unit_of(audit, number_of(sent))
    do, note = sent.get("do", "save"), sent.get("note", "").strip()
    room = dict.fromkeys(labelling.ASKED, "")
    if do == "more":
        mine = audits.labels(folder, name).get(who, {})
        return form(request, held, audit, unit, who, mine, [*labelling.blocks(sent), room][: labelling.MOST], note)
    try:
        state, events = said(request, held, unit, sent, do)
        audits.save(folder, name, Label(unit.number, who, tuple(events), state, note))
    except UsageError as error:
        mine = audits.labels(folder, name).get(who, {})
        return form(request, held, audit, unit, who, mine, labelling.blocks(sent) or [room], note, str(error))
    return RedirectResponse(address(audit, "code", coder=who), 303)


def number_of(sent: Mapping[str, str]) -> int:
    given = sent.get("unit", "")
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        raise HTTPException(404, "The form does not say which sentence it is of.")
    return int(given)


def said(request: Request, held: Holding, unit: Unit, sent: Mapping[str, str], do: str) -> tuple[str, list[dict[str, Any]]]:
    """State and events of a sent form. Raises UsageError."""
    if do == "skip":
        return SKIPPED, []
    if do == "none":
        return CODED, []
    found = words(held, unit)
    if found is None:
        raise UsageError("its report is no longer in the store", f"sentence {unit.number}", "go on with the next")
    book, _ = loaded(request.app.state.knowledge)
    return CODED, labelling.read(labelling.blocks(sent), found["text"][unit.start : unit.end], unit, book)


@router.get("/audits/{name}/settle", response_class=HTMLResponse)
def settle(request: Request, name: str, by: str = "", unit: int = 0) -> Response:
    """A sentence on which coders differ, side by side: the one asked for, or the next that nobody has settled."""
    held = asking.now(request)
    audit, who = opened(held, name), named(by)
    if not who:
        return RedirectResponse(address(audit), 303)
    labels = audits.labels(held.snapshot.folder, name)
    settled = audits.labels(held.snapshot.folder, name, SETTLED).get("", {})
    differ = settling.disagreements(audit, labels)
    number = unit or next((n for n in differ if n not in settled and words(held, unit_of(audit, n)) is not None), 0)
    if not number:
        return page(request, "audit_settled.html", audit=audit, by=who, differ=differ)
    return side_by_side(request, held, audit, unit_of(audit, number), who)


def side_by_side(
    request: Request, held: Holding, audit: Audit, unit: Unit, by: str, given: Sequence[Mapping[str, str]] = (), error: str = ""
) -> HTMLResponse:
    found = words(held, unit)
    if found is None:
        raise HTTPException(404, "The report of this sentence is no longer in the store.")
    labels = audits.labels(held.snapshot.folder, audit.name)
    settled = audits.labels(held.snapshot.folder, audit.name, SETTLED).get("", {})
    differ = settling.disagreements(audit, labels)
    here = {coder: given[unit.number] for coder, given in labels.items() if unit.number in given and given[unit.number].state == CODED}
    sentence = found["text"][unit.start : unit.end]
    before = settled.get(unit.number)
    start = before.events if before else next(iter(here.values())).events if here else ()
    return page(
        request,
        "audit_settle.html",
        status_code=422 if error else 200,
        audit=audit,
        unit=unit,
        by=by,
        shown=labelling.shown(unit, found, bool(audit.design.get("show_outlet"))),
        here=here,
        slots=compared(here, found["text"]),
        blocks=list(given) or labelling.filled(start, sentence, unit),
        before=before,
        note=before.note if before else "",
        error=error,
        left=sum(number not in settled for number in differ),
        total=len(differ),
        **asked_of(request),
    )


def compared(here: Mapping[str, Label], text: str) -> list[list[tuple[str, list[str], bool]]]:
    """For each event the fields with each coder's value, and whether they differ. A coder without such an event has "–", which counts as a
    difference once, in its words."""
    slots = agreement.align({coder: label.events for coder, label in here.items()})
    made = []
    for slot in slots:
        rows = []
        for name in labelling.ASKED:
            values = []
            for coder in here:
                event = slot.get(coder)
                values.append("–" if event is None else text[slice(*event["trigger"])] if name == "trigger" else written(event.get(name)))
            differ = len(set(values)) > 1 and (name == "trigger" or len(slot) == len(here))
            rows.append((labelling.LABELS[name], values, differ))
        made.append(rows)
    return made


@router.post("/audits/{name}/settle", response_class=HTMLResponse)
async def decide(request: Request, name: str) -> Response:
    sent = {key: str(value) for key, value in (await request.form()).items()}
    return await run_in_threadpool(decided, request, name, sent)


def decided(request: Request, name: str, sent: Mapping[str, str]) -> Response:
    held = asking.now(request)
    folder = held.snapshot.folder
    audit, who = opened(held, name), audits.person(sent.get("by", ""))
    unit = unit_of(audit, number_of(sent))
    do, taken = sent.get("do", "save"), sent.get("take", "")
    try:
        if taken:
            label = audits.labels(folder, name, LABEL).get(taken, {}).get(unit.number)
            if label is None:
                raise UsageError(f"{taken[:80]!r} has not coded it", f"sentence {unit.number}", "take what another coder says")
            events: Sequence[Mapping[str, Any]] = label.events
        elif do == "more":
            return side_by_side(request, held, audit, unit, who, [*labelling.blocks(sent), dict.fromkeys(labelling.ASKED, "")])
        else:
            events = said(request, held, unit, sent, do)[1]
        audits.save(folder, name, Label(unit.number, who, tuple(events), CODED, sent.get("note", ""), SETTLED))
    except UsageError as error:
        return side_by_side(request, held, audit, unit, who, labelling.blocks(sent), str(error))
    return RedirectResponse(address(audit, "settle", by=who), 303)


@router.get("/audits/{name}/results", response_class=HTMLResponse)
def results(request: Request, name: str, run: str = "", coder: str = "") -> HTMLResponse:
    held = asking.now(request)
    audit = opened(held, name)
    found = measuring.results(held.snapshot.folder, name, run=run, coder=coder, knowledge=request.app.state.knowledge)
    if not found.scored.units:
        raise HTTPException(404, "There are no answers yet: nobody has coded a sentence, or the coders differ in all of them.")
    sections = [(section.heading, [part_of(part) for part in section.parts]) for section in report.sections(found)]
    runs = list(held.snapshot.runs)
    return page(request, "audit_results.html", audit=audit, found=found, sections=sections, runs=runs, coder=coder)


def part_of(part: Any) -> tuple[str, Any]:
    """A part of a section with its kind, for the template. Drawings are made by this program, their words escaped."""
    if isinstance(part, report.Figure):
        return "figure", Markup(part.svg)
    return ("table", part) if isinstance(part, report.Table) else ("text", part)
