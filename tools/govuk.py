"""Makes the stylesheet of the pages out of the GOV.UK Design System's: without its typeface, crest and sources.

Run it as ``python -m tools.govuk PACKAGE``, where PACKAGE is the folder that ``npm pack govuk-frontend@6.3.0`` holds.
The typeface and the crest are for services on GOV.UK only; a council's service has the system's own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

VERSION = "6.3.0"
OUT = Path(__file__).resolve().parents[1] / "admissions" / "faces" / "web" / "assets" / "govuk.css"
TYPEFACE = "system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif"


def stylesheet(text: str) -> str:
    """The stylesheet with nothing in it that is fetched."""
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = text.replace("GDS Transport,arial,sans-serif", TYPEFACE)
    text = re.sub(r"/\*#.*?\*/|/\*! *# sourceMappingURL.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"(?:mask|background|-webkit-mask)[a-z-]*:url\([^)]*\)[^;}]*;?", "", text)
    text = re.sub(r"(?:-webkit-)?mask-image:url\([^)]*\);?", "", text)
    return re.sub(r"url\([^)]*\)", "none", text)


def main(arguments: list[str]) -> int:
    """Writes it; 1 where the package is another version."""
    package = Path(arguments[0])
    if f'"version": "{VERSION}"' not in (package / "package.json").read_text(encoding="utf-8"):
        print(f"this is not govuk-frontend {VERSION}", file=sys.stderr)
        return 1
    text = stylesheet((package / "dist" / "govuk" / "govuk-frontend.min.css").read_text(encoding="utf-8"))
    OUT.write_text(
        f"/* govuk-frontend {VERSION}, MIT, Crown copyright; see tools/govuk.py */\n{text}", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
