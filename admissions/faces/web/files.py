"""Files that are handed out and taken: their kinds, and how a browser is told to keep one."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

KINDS: Mapping[str, str] = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".html": "text/html",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
}
"""The media type of a file, by how its name ends."""


def download(data: bytes | str, name: str) -> Response:
    """A file of this name, which a browser keeps and does not show."""
    kind = next(kind for ending, kind in KINDS.items() if name.endswith(ending))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=kind, headers=headers)
