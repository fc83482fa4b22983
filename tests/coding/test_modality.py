"""Modality and recency of single acts, in own sentences; `*` stands before the word that names the act."""

from __future__ import annotations

import datetime as dt

import pytest

from dragoman.coding.modality import modality_of
from dragoman.coding.recency import is_background
from dragoman.model import Field, Text
from dragoman.text import parse
from dragoman.when import find as find_times

PUBLISHED = dt.date(2022, 5, 20)


def marked(sentence: str, field: Field = Field.TEXT) -> tuple[Text, int]:
    """The parsed text and the token after the star."""
    at = sentence.index("*")
    text = parse(sentence.replace("*", ""), field)
    return text, next(t.i for t in text.tokens if t.start <= at < t.end)


MODALITY = {
    "asserted": [
        "Troops *crossed the river.",
        "Norway *hosted talks in Oslo.",
        "The two sides held *talks in Oslo.",
        "The army began to *shell the town.",
        "Rebels managed to *seize the bridge.",
        "Holm said troops had *crossed the river.",
        "The union accused the army of *shelling the town.",
        "The army was responsible for *shelling the town.",
        "The alleged *attack killed two people.",
        "The *attack that killed two people was condemned.",
        "The mayor *resigned after the vote.",
        "Why did the army *shell the town?",
        "Norway criticised the *invasion of the island.",
        "Envoys discussed the *war on the island.",
        "Norway called for an end to the *siege.",
        "The decision to *close the border angered farmers.",
    ],
    "future": [
        "Norway will *host talks in Oslo.",
        "Norway is to *host talks in Oslo.",
        "Norway plans to *send troops.",
        "Norway promised to *send troops.",
        "Norway is going to *send troops.",
        "The minister said Norway would *send troops.",
        "Two envoys are expected to *arrive on Monday.",
        "The planned *visit angered the union.",
        "The army will carry out an *attack.",
        "Holm pledged that the army would *leave.",
        "The minister *travels to Oslo next week.",
        "Norway will come and *sign the treaty.",
    ],
    "hypothetical": [
        "The militia is capable of *shelling the town.",
        "The government was intent on *expelling the herders.",
        "Norway may *send troops.",
        "If troops *enter the town, the talks will end.",
        "The union urged the army to *leave.",
        "Holm called for *talks.",
        "The envoy demanded a *withdrawal.",
        "Holm warned of an *attack.",
        "There is a risk of *war.",
        "The possibility of an *attack worries the town.",
        "The council wants Norway to *send troops.",
        "Norway hoped the army would *leave.",
        "Norway sent ships to *protect the port.",
        "The council is considering *sending troops.",
        "The request for the *extradition of the men was heard.",
        "It is possible that the army will *leave.",
        "Will the army *leave?",
        "Norway would *help if it were asked.",
        "A proposal to *close the border was discussed.",
        "The threat of a *strike hangs over the port.",
    ],
    "negated": [
        "Norway did not *send troops.",
        "Norway never *sent troops.",
        "No *talks were held.",
        "The army failed to *take the bridge.",
        "Norway refused to *send troops.",
        "The army denied *shelling the town.",
        "The ministry denied that it had *sent troops.",
        "The guards left without *firing.",
        "Police prevented an *attack on the port.",
        "The police kept the men from *entering.",
        "The two sides held no *talks.",
        "Nobody *attacked the town.",
        "The lack of *cooperation angered Norway.",
        "Norway will not *send troops.",
        "The army was unable to *take the bridge.",
    ],
}
ROWS = [(sentence, modality) for modality, sentences in MODALITY.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "expected"), ROWS, ids=[sentence for sentence, _ in ROWS])
def test_modality(sentence: str, expected: str) -> None:
    text, head = marked(sentence)
    found, why = modality_of(head, text)
    assert found.value == expected, why
    assert why or expected == "asserted"


def test_a_headline_infinitive_is_future() -> None:
    text, head = marked("Norway to *host talks in May", Field.TITLE)
    assert modality_of(head, text)[0].value == "future"


LEAD = "Norway hosted talks on Friday. "
RECENCY = {
    "news": [
        "Norway *hosted talks on Friday.",
        LEAD + "Holm *warned that the truce may not hold.",
        LEAD + "The mayor *says the port is shut.",
        LEAD + "Holm denied that a deal had been *reached.",
        LEAD + "“We *support the truce,” Holm said.",
        LEAD + "The union is *seeking a new deal.",
        LEAD + "Police *arrested two men on Thursday.",
        LEAD + "The talks come days after Denmark *hosted a summit.",
    ],
    "background": [
        LEAD + "The army *seized the island in 1987.",
        LEAD + "Norway had *sent ships to the island.",
        LEAD + "Norway has long *backed the islanders.",
        LEAD + "The island has been *occupied since 1987.",
        LEAD + "The army, which *fought on the island for much of the 1980s, is small.",
        LEAD + "The party is *banned in Norway.",
        LEAD + "The army *runs three camps on the island.",
        LEAD + "Norway's *support for the islanders angered Denmark.",
        LEAD + "The two-year-long *detention of the mayor has angered Denmark.",
        LEAD + "Denmark *left the island in 1987. It had hosted ships there.",
        LEAD + "The army left the island in March 2019. Denmark took the port shortly after it *left.",
        LEAD + "The men were *freed and returned home in 2019.",
        LEAD + "In 2019 Norway *took part in joint drills.",
    ],
}
RECENT = [(sentence, recency) for recency, sentences in RECENCY.items() for sentence in sentences]


@pytest.mark.parametrize(("sentence", "expected"), RECENT, ids=[sentence for sentence, _ in RECENT])
def test_recency(sentence: str, expected: str) -> None:
    text, head = marked(sentence)
    found, why = is_background(head, text, find_times(text, PUBLISHED), PUBLISHED)
    assert found.value == expected, why
    assert why


def test_a_headline_in_the_present_is_news() -> None:
    text, head = marked("Norway *hosts talks", Field.TITLE)
    assert is_background(head, text, (), PUBLISHED)[0].value == "news"


def test_without_a_day_of_publication_tense_still_speaks() -> None:
    text, head = marked(LEAD + "Norway had *sent ships to the island.")
    assert is_background(head, text)[0].value == "background"
