"""A store whose right values are known, two scripted coders who differ in known places, and one who settles it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import storekit
from fastapi.testclient import TestClient

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add
from dragoman.store import audits
from dragoman.store.audits import Audit
from dragoman.store.store import init
from dragoman.web.app import create_app

BASE = "http://127.0.0.1:8377"
PAIRS = (("Norway", "Peru"), ("Kenya", "Jordan"), ("Ghana", "Chile"), ("Finland", "Vietnam"))
QUIET = ("The weather stayed mild all week in the valley.", "Children played with a red ball beside the old mill.")
CODES = {"Norway": "NOR", "Kenya": "KEN", "Ghana": "GHA", "Finland": "FIN", "Peru": "PER", "Jordan": "JOR", "Chile": "CHL", "Vietnam": "VNM"}
SAID = "rejected"


def text(number: int) -> str:
    one, other = PAIRS[number % 4]
    return f"{one} rejected a proposal of {other} on Monday. {QUIET[0]} {QUIET[1]}"


def build(folder: Path, coder: Coder) -> Path:
    """Eight reports of two outlets: in each one sentence in which the machine codes REJECT, and two in which it codes nothing."""
    given = [storekit.report(k, text=text(k), title="", publisher=("Fjord Post", "Andes <b>Wire</b>")[k % 2]) for k in range(8)]
    init(folder, True, "0")
    add(folder, [storekit.write(folder.parent / "eight.jsonl", given)], coder)
    return folder


def room(store: Path, **options: Any) -> TestClient:
    return TestClient(create_app(store, **options), base_url=BASE)


def token(client: TestClient) -> str:
    found = re.search(r'name="form-token" content="(\w+)"', client.get("/audits").text)
    assert found
    return found[1]


def kinds(audit: Audit) -> tuple[list[int], list[int]]:
    """Numbers of the drawn sentences with a claim, and of those without, in order."""
    full = [unit.number for unit in audit.units if unit.stratum != "no claim"]
    return full, [unit.number for unit in audit.units if unit.stratum == "no claim"]


def rejects(number: int, audit: Audit, **fields: str) -> dict[str, str]:
    """What a form holds for the sentence of the rejection: its parties are read off the page by the coder, here off the report."""
    one, other = PAIRS[int(url_of(audit, number)) % 4]
    return {
        "trigger-0": SAID, "event_type-0": "REJECT", "actor-0": f"{CODES[one]}/GOV", "recipient-0": f"{CODES[other]}/GOV",
        "recency-0": "news", "modality-0": "asserted", "speaker-0": f"{CODES[one]}/GOV", **fields,
    }  # fmt: skip


URLS: dict[str, str] = {}


def url_of(audit: Audit, number: int) -> str:
    unit = next(unit for unit in audit.units if unit.number == number)
    return URLS[unit.report_id]


def learn(store: Path) -> None:
    """Which number each report has."""
    for row in storekit.answer(store, "SELECT id, url FROM reports"):
        URLS[row["id"]] = row["url"].rpartition("/")[2]


def plain(kind: str, words: str) -> dict[str, str]:
    return {"trigger-0": words, "event_type-0": kind, "recency-0": "news", "modality-0": "asserted"}


NONE = {"trigger-0": "0"}


def scripts(audit: Audit) -> dict[str, dict[int, Mapping[str, str]]]:
    """What Ada and Ben say of each sentence.

    With a claim: of the first both say that there is no event; of the second Ben says CONSULT; of the third he says background.
    Without: in the first both see an ASSAULT, in the second Ben alone sees a PROTEST.
    """
    full, empty = kinds(audit)
    ada: dict[int, Mapping[str, str]] = {number: rejects(number, audit) for number in full} | dict.fromkeys(empty, NONE)
    ada[full[0]] = NONE
    ada[empty[0]] = plain("ASSAULT", "1-2")
    ben = dict(ada)
    ben[full[1]] = rejects(full[1], audit, **{"event_type-0": "CONSULT"})
    ben[full[2]] = rejects(full[2], audit, **{"recency-0": "background"})
    ben[empty[1]] = plain("PROTEST", "2")
    return {"Ada Holm": ada, "Ben": ben}


def say(client: TestClient, name: str, coder: str, unit: int, fields: Mapping[str, str], part: str = "code", do: str = "save") -> Any:
    data = {"form_token": token(client), "unit": str(unit), "count": "1", "do": do, **fields}
    data |= {"by": coder} if part == "settle" else {"coder": coder}
    return client.post(f"/audits/{name}/{part}", data=data, follow_redirects=False)


def coded_by_page(client: TestClient, name: str, coder: str, answers: Mapping[int, Mapping[str, str]]) -> list[str]:
    """Code all sentences as the page gives them, one after the other; the pages seen."""
    seen: list[str] = []
    address = f"/audits/{name}/code?coder={coder}"
    while True:
        page = client.get(address).text
        seen.append(page)
        found = re.search(r'name="unit" value="(\d+)"', page)
        if found is None:
            return seen
        answer = say(client, name, coder, int(found[1]), answers[int(found[1])])
        assert answer.status_code == 303, unescape(answer.text)
        address = answer.headers["location"]


def settle_all(client: TestClient, audit: Audit, by: str = "Eve") -> None:
    """Eve takes what Ada says, as a whole, wherever the two differ."""
    while True:
        page = client.get(f"/audits/{audit.name}/settle?by={by}").text
        found = re.search(r'name="unit" value="(\d+)"', page)
        if found is None:
            return
        answer = say(client, audit.name, by, int(found[1]), {"take": "Ada Holm"}, "settle")
        assert answer.status_code == 303, unescape(answer.text)


Read = Callable[[str], Audit]


def stored(store: Path, name: str) -> Audit:
    return audits.read(store, name)
