"""The data of places: enough of them, on the globe, and disputed ones known by their name."""

from dragoman.lexicon.folder import Knowledge
from dragoman.lexicon.place_index import SECTIONS, entries
from dragoman.lexicon.places import fold, read_gazetteer


def test_our_places_are_many_and_on_the_globe() -> None:
    (file,) = Knowledge.open().files("places.yaml")
    listed = [entry for part in (*SECTIONS, "divisions", "towns") for entry in entries(file.data[part])]
    assert len(listed) >= 800
    assert [names for names, _, point, _ in listed if point is None or not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180)] == []


def test_every_disputed_place_is_in_the_gazetteer() -> None:
    gazetteer = read_gazetteer(Knowledge.open())
    assert [name for name in gazetteer.disputed if name not in {row.name for row in gazetteer.find(fold(name))}] == []


def test_every_abbreviation_stands_for_a_division() -> None:
    gazetteer = read_gazetteer(Knowledge.open())
    missing = [short for short, full in gazetteer.abbreviations.items() if not any(r.kind == "admin1" for r in gazetteer.find(fold(full)))]
    assert missing == []
