"""One library, and a client that asks it as another program on this machine would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from admissions import service
from admissions.faces.serving import LOCAL
from admissions.faces.web.app import create_app
from tests.conftest import AS_AT


@pytest.fixture(scope="session")
def library() -> service.Library:
    """The bundled rules, read once."""
    return service.Library(None, AS_AT)


@pytest.fixture(scope="session")
def app(library: service.Library) -> Iterator[ASGIApp]:
    """The app as `admissions serve` makes it, ended as that ends it: no folder of its reviews is left."""
    made = create_app(library, None, LOCAL)
    with TestClient(made):
        yield made


@pytest.fixture
def client(app: ASGIApp) -> TestClient:
    """A client whose errors are answers, as those of a server are."""
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
