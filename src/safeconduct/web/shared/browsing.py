"""What a list of one's own sessions calls a browser: its family and system, and nothing finer.

No version, no model: enough to know one's own machine again, too little to follow anybody.
"""

from __future__ import annotations

# The first that is found names it: a browser claims to be the older ones too.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def family_of(user_agent: str) -> str:
    """Return a browser's family and system, such as "Firefox, Linux"; nothing if neither is known.

    The names are from the two tables above: no word of what the browser said is returned.
    """
    named = (
        next((name for mark, name in table if mark in user_agent), "")
        for table in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, named))
