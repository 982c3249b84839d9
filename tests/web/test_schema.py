"""The API holds to its own description, whatever is sent: each answer is documented, and none is a fault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.testclient import TestClient

from admissions import service
from admissions.faces.web.app import create_app
from tests.conftest import AS_AT
from tests.drawn import drawn

# Which names and values can be asked with depends on the rules that are served, and not on the description.
OF_NAMES = [positive_data_acceptance, negative_data_rejection]


@pytest.fixture(scope="module")
def api() -> Iterator[schemathesis.BaseSchema]:
    """The description of the API, and the app that is asked."""
    app = create_app(service.Library(None, AS_AT))
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as_described", "otherwise"])
def test_the_api_answers_as_it_is_described(mode: GenerationMode, api: schemathesis.BaseSchema) -> None:
    for found in api.get_all_operations():
        operation = found.ok()

        @settings(max_examples=drawn(16), deadline=None, suppress_health_check=[*HealthCheck], database=None)
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: schemathesis.Case) -> None:
            case.call_and_validate(excluded_checks=OF_NAMES)

        try:
            holds()
        except Exception as error:
            error.add_note(operation.label)
            raise
