"""The command that starts the web app and the API."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from pathlib import Path

import click

from admissions import service
from admissions.errors import Place, refuse
from admissions.faces.options import date_of, number_of, rules_option
from admissions.faces.terminal import put

HOME = "127.0.0.1"
LOCAL = frozenset({HOME, "localhost", "::1"})


@click.command()
@click.option("--port", metavar="N", default="8000", show_default=True, help="The port to listen on.")
@click.option("--host", metavar="ADDRESS", default=HOME, show_default=True, help="The address to listen on.")
@click.option("--allow-remote", is_flag=True, help="Listen on an address that other machines reach.")
@rules_option
def serve(port: str, host: str, allow_remote: bool, rules: Path | None) -> None:
    """Serve the pages and the API, on this machine only.

    There are no accounts: whoever reaches the address may ask. So any other address needs --allow-remote, and something
    before it that knows who may.
    """
    if host not in LOCAL and not allow_remote:
        what = "there are no accounts, so whoever reaches this address could ask"
        raise refuse(Place("--host"), what, "leave it out, or give --allow-remote as well")
    number = number_of(port, "--port", 1, 65535)
    library = service.Library(rules, date_of(None))
    _start(library, rules, host, number)


def _start(library: service.Library, rules: Path | None, host: str, port: int) -> None:
    import uvicorn

    from admissions.faces.web.app import create_app
    from admissions.faces.web.patience import Timely

    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    app = create_app(library, rules, LOCAL if host in LOCAL else ())
    # What is there now stays: it need not be looked through again whenever what requests leave behind is collected.
    gc.collect()
    gc.freeze()
    put(f"http://{host}:{port}/ has the pages, and /api/v1/openapi.json describes the API. Ctrl-C ends it.")
    sys.stdout.flush()
    if hasattr(signal, "SIGHUP"):  # a closed terminal is a stop like any other
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    uvicorn.run(
        app,
        host=host,
        port=port,
        http=Timely,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=10,
        limit_concurrency=256,
    )
