"""Make `import safeconduct` and the `safeconduct` script work in this environment.

The same two files an editable install would write, without a build backend to download.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
SCRIPT = """#!{python}
import sys
from safeconduct.site.command_line import main
sys.exit(main())
"""


def main() -> None:
    """Write the path file and the script."""
    Path(sysconfig.get_path("purelib"), "safeconduct.pth").write_text(f"{SOURCE}\n")
    script = Path(sysconfig.get_path("scripts"), "safeconduct")
    script.write_text(SCRIPT.format(python=sys.executable))
    script.chmod(0o755)


if __name__ == "__main__":
    main()
