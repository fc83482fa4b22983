"""Whole stories, from texts to events: one meeting in forty reports; a number corrected and denied; sources that are one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from assemblykit import Tables, assembled, rows
from stories import correction, forty, report

from dragoman.coding.pipeline import Coder


def one(tables: Tables, **wanted: Any) -> dict[str, Any]:
    """The one event with these values."""
    found = [row for row in rows(tables) if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, [(row["event_type"], row["date_start"], row["headline"]) for row in found]
    return found[0]


def members(tables: Tables, event: str) -> list[dict[str, Any]]:
    return [row for row in rows(tables, "event_claim") if row["event_id"] == event]


def test_forty_reports_of_which_twenty_are_about_one_meeting(coder: Coder) -> None:
    made = list(forty())
    tables = assembled(made, coder)
    meeting = max(rows(tables), key=lambda row: row["reports"])
    assert (meeting["event_type"], meeting["date_start"], meeting["place"], meeting["modality"]) == (
        "CONSULT",
        "2024-03-13",
        "Bishkek",
        "asserted",
    )
    assert {*meeting["actor_countries"].split("; "), *meeting["recipient_countries"].split("; ")} == {"KGZ", "TJK"}
    assert (meeting["reports"], meeting["sources"], meeting["independent_sources"]) == (20, 16, 5)
    evidence = members(tables, meeting["event_id"])
    assert {row["report_id"] for row in evidence} == {item.id for item in made[:20]}
    assert {row["outlet"] for row in evidence} == {item.outlet for item in made[:20]}
    copies = {row["report_id"] for row in evidence if row["status"] == "copy"}
    assert len(copies) == 11
    assert {row["source_group"] for row in evidence if row["outlet"] in {"Naryn Post", "Steppe Times"} and row["status"] == "copy"} >= {
        "agency:altai wire"
    }


def test_a_number_corrected_and_denied(coder: Coder) -> None:
    first, second, third = correction()
    day1 = assembled(first, coder)
    attack = one(day1, event_type="ASSAULT")
    assert (attack["killed_low"], attack["killed_high"], attack["dispute"]) == (5, 13, "killed")
    day2 = assembled([*first, *second], coder, day1)
    now = one(day2, event_type="ASSAULT")
    assert now["event_id"] == attack["event_id"]
    assert (now["killed_low"], now["killed_high"], now["dispute"]) == (3, 5, "killed")
    states = {(row["report_id"], row["status"]) for row in members(day2, now["event_id"])}
    assert states == {(first[0].id, "superseded"), (first[1].id, "current"), (second[0].id, "current")}
    corrected = [row for row in rows(day2, "changes") if row["what"] == "corrected"]
    assert {(row["field"], row["old"], row["new"], row["when"]) for row in corrected} == {
        ("killed_low", "5", "3", "2023-05-04"), ("killed_high", "13", "5", "2023-05-04")
    }  # fmt: skip
    day3 = assembled([*first, *second, *third], coder, day2)
    last = one(day3, event_type="ASSAULT")
    assert last["event_id"] == attack["event_id"]
    assert (last["killed_low"], last["killed_high"], last["dispute"]) == (3, 5, "denied; killed")
    assert last["reports"] == 3  # a denial does not count for what it denies
    assert last["belief"] < now["belief"]
    assert [row["report_id"] for row in members(day3, last["event_id"]) if row["status"] == "denial"] == [third[0].id]
    whole = assembled([*third, *first, *second], coder)
    assert whole["events"].equals(day3["events"])
    assert whole["event_claim"].equals(day3["event_claim"])


def test_who_quotes_one_speaker_is_no_source_of_its_own(coder: Coder) -> None:
    said = "Sudanese rebels attacked a convoy near Nyala on Monday, António Guterres said{}."
    quoting = [
        report(said.format(end), "2023-11-21", outlet)
        for end, outlet in (("", "A Post"), (" on Tuesday", "B Post"), (" in New York", "C Post"))
    ]
    tables = assembled(quoting, coder)
    event = one(tables, event_type="ASSAULT")
    assert (event["reports"], event["sources"], event["independent_sources"]) == (3, 3, 1)
    assert {row["source_group"] for row in members(tables, event["event_id"])} == {"speaker:antonio-guterres"}
    alone = report("Rebels attacked a convoy near Nyala in Sudan on Monday.", "2023-11-21", "D Post")
    both = assembled([*quoting, alone], coder)
    more = one(both, event_type="ASSAULT")
    assert (more["reports"], more["independent_sources"]) == (4, 2)
    assert more["belief"] > event["belief"]


def test_that_somebody_said_something_each_outlet_hears_by_itself(coder: Coder) -> None:
    made = [report(f"António Guterres {words} on Monday.", "2023-11-21", outlet) for words, outlet in (
        ("urged Sudan to open its borders", "A Post"), ("urged Sudan to let aid through", "B Post"))]  # fmt: skip
    event = one(assembled(made, coder), event_type="REQUEST")
    assert event["independent_sources"] == 2


@pytest.mark.parametrize(("outlets", "sources"), [(("A Post", "A Post"), 1), (("A Post", "B Post"), 2)])
def test_two_reports_of_one_outlet_are_one_source(coder: Coder, outlets: tuple[str, str], sources: int) -> None:
    texts = (
        "Norway's foreign minister met Peru's foreign minister in Lima on Monday.",
        "The Norwegian foreign minister held talks with Peru's foreign minister in Lima on Monday, and both went for a walk along the sea.",
    )
    made = [report(text, "2023-11-21", outlet) for text, outlet in zip(texts, outlets, strict=True)]
    assert one(assembled(made, coder), event_type="CONSULT")["independent_sources"] == sources


def test_a_long_past_claim_links_nothing(coder: Coder) -> None:
    made = [
        report("Turkish jets bombed Sinjar in Iraq on Monday.", "2021-08-17", "A Post"),
        report("Turkish jets bombed Sinjar in Iraq on Wednesday.", "2021-08-19", "B Post"),
        report("Turkey has bombed Iraq since 2015. In the 1990s Turkey bombed Iraq, too.", "2021-08-20", "C Post"),
        report("Turkey bombed Sinjar in Iraq in August 2021.", "2021-09-20", "D Post"),
    ]
    tables = assembled(made, coder)
    event = {row["report_id"]: set() for row in rows(tables, "event_claim")}  # type: dict[str, set[str]]
    for row in rows(tables, "event_claim"):
        event[row["report_id"]].add(row["event_id"])
    assert len(event) == 4
    monday, wednesday, past, month = (event[item.id] for item in made)
    assert not monday & wednesday
    assert not past & (monday | wednesday | month)
    assert not month & (monday | wednesday)  # which of the two?
    alone = assembled([made[0], made[3]], coder)
    assert len({row["event_id"] for row in rows(alone, "event_claim")}) == 1  # the only one of that month


def test_a_plan_is_not_the_happening(coder: Coder) -> None:
    made = [
        report("Rebels will attack Goma in Congo on Friday, officials said.", "2024-02-08", "A Post"),
        report("Rebels attacked Goma in Congo on Friday.", "2024-02-10", "B Post"),
    ]
    tables = assembled(made, coder)
    assault = [row for row in rows(tables) if row["event_type"] == "ASSAULT" and row["modality"] == "asserted"]
    assert [row["reports"] for row in assault] == [1]


def test_blame_that_differs_is_one_happening_in_dispute(coder: Coder) -> None:
    made = [
        report("Taliban fighters attacked Iranian guards near Zaranj on Saturday, Iran's police chief said.", "2023-05-28", "A Post"),
        report(
            "Iranian guards attacked Taliban fighters near Zaranj on Saturday, the Taliban's defence ministry said.", "2023-05-29", "B Post"
        ),
    ]
    event = one(assembled(made, coder), event_type="ASSAULT")
    assert (event["reports"], event["dispute"]) == (2, "actor")


def test_a_revision_takes_the_place_of_what_it_revises(coder: Coder) -> None:
    first = report("A bomb killed nine people in Basra on Monday.", "2022-05-03", "A Post", url="https://example.org/basra")
    second = report("A bomb killed four people in Basra on Monday.", "2022-05-03", "A Post", url="https://example.org/basra")
    second = replace(second, revises=first.id)
    day1 = assembled([first], coder)
    tables = assembled([first, second], coder, day1)
    event = one(tables, event_type="ASSAULT")
    assert (event["killed_low"], event["killed_high"], event["reports"], event["dispute"]) == (4, 4, 1, "")
    assert {(row["report_id"], row["status"]) for row in members(tables, event["event_id"])} == {
        (first.id, "superseded"),
        (second.id, "current"),
    }
    other = replace(report("Rain fell in Basra on Monday.", "2022-05-03", "A Post"), revises=first.id)
    gone = assembled([first, other], coder, day1)
    assert rows(gone) == []
    assert [row["what"] for row in rows(gone, "changes")] == ["new", "withdrawn"]
