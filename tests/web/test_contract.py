"""The API keeps to its own document: whatever is asked, no server error and no answer that is not described there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from dragoman.web.api.routes import register
from dragoman.web.app import create_app

TOKEN = "open-sesame"
SHOWN = {"authorization": f"Bearer {TOKEN}"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUESTIONS = 25  # of each kind to a route; the same every time
BOUNDED = settings(max_examples=QUESTIONS, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))


DOCUMENT = FastAPI()
register(DOCUMENT)
SENSE, NONSENSE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
ROUTES = [(path, method, said) for path, methods in DOCUMENT.openapi()["paths"].items() for method, said in methods.items()]


def takes_nonsense(said: dict[str, Any]) -> bool:
    """Whether there is anything to ask wrongly: any text is an id, so a query or a body is needed."""
    return "requestBody" in said or any(parameter["in"] == "query" for parameter in said.get("parameters", ()))


QUESTIONED = [
    pytest.param(path, method, mode, id=f"{method} {path} {mode.value}")
    for path, method, said in ROUTES
    for mode in ((SENSE, NONSENSE) if takes_nonsense(said) else (SENSE,))
]


@pytest.fixture(scope="session")
def contract(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The document of a room over a store of its own; whoever shows the token may write."""
    store = Path(shutil.copytree(original, tmp_path_factory.mktemp("contract") / "news"))
    app = create_app(store, hosts=("testserver",), token=TOKEN)
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=SHOWN)


@pytest.fixture(scope="session")
def known(reader: Any) -> dict[str, str]:
    """Ids that there are, by the name of their route."""
    event = reader.get("/api/v1/events").json()["items"][0]["event_id"]
    claim = reader.get("/api/v1/claims").json()["items"][0]
    entity = reader.get("/api/v1/entities").json()[0]["entity"]
    return {"events": event, "claims": claim["id"], "reports": claim["report_id"], "entities": entity, "watchlist": "KEN"}


@pytest.mark.parametrize(("path", "method", "mode"), QUESTIONED)
def test_no_server_error_and_no_answer_that_is_not_described(
    contract: Any, known: dict[str, str], path: str, method: str, mode: schemathesis.GenerationMode
) -> None:
    operation = contract[path][method]
    name = path.split("/")[3]

    @BOUNDED
    @given(st.data())
    def ask(data: Any) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        case.validate_response(case.call(headers=SHOWN), checks=CHECKS)
        if "{id}" in path:
            case.path_parameters["id"] = known[name]
            case.validate_response(case.call(headers=SHOWN), checks=CHECKS)

    ask()


@pytest.mark.parametrize(("path", "method"), [pytest.param(path, method, id=f"{method} {path}") for path, method, _ in ROUTES])
def test_without_the_token_every_route_says_so(contract: Any, path: str, method: str) -> None:
    operation = contract[path][method]
    case = operation.Case(path_parameters={"id": "x", "name": "x", "one": "RUS", "other": "AFG", "form": "csv"})
    response = case.call(headers={"authorization": "Bearer nothing"})
    assert response.status_code == 401
    case.validate_response(response, checks=CHECKS)
