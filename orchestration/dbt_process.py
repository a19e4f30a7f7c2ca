"""dbt as a child of the night: `python -m orchestration.dbt_process build …`.

It ends with the night, and takes the project as the night has read it: dbt by itself would read
every file anew whenever a variable or the path of the build differs, that is every night.
"""

import os
import sys
from pathlib import Path

from orchestration.children import end_with

NIGHT = "MTQG_NIGHT"
PARSED = "MTQG_PARSED"


def main() -> None:
    end_with(int(os.environ[NIGHT]))
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest

    manifest = Manifest.from_msgpack(Path(os.environ[PARSED]).read_bytes())
    result = dbtRunner(manifest).invoke(sys.argv[1:])
    if result.exception:
        print(result.exception, file=sys.stderr)
    sys.exit(0 if result.success else 1)


if __name__ == "__main__":
    main()
