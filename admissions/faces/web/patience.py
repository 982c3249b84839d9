"""How long a client may take to ask: who never ends the headers of a request would hold a connection for ever."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0


class Timely(H11Protocol):
    """A connection that is closed where the headers of a request are not there in time."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to count."""
        super().connection_made(transport)
        self._late = self.loop.call_later(HEADER_SECONDS, self._close)

    def handle_events(self) -> None:
        """Counts no longer once the headers are there."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before and self._late is not None:
            self._late.cancel()

    def on_response_complete(self) -> None:
        """Counts again: until the next request is there whole, kept alive or not."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._late = self.loop.call_later(self.timeout_keep_alive + HEADER_SECONDS, self._close)

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
