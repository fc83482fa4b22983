"""A process that loads the coder once and then, on every line it is given, forks a child that adds: for killing children at any moment."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from dragoman.coding.pipeline import Coder
from dragoman.run.adding import add


def main() -> None:
    coder = Coder()
    coder.code("Norway and Peru signed a trade agreement on Monday.")
    print("ready", flush=True)
    for line in sys.stdin:
        store, path = json.loads(line)
        child = os.fork()
        if child == 0:
            add(Path(store), [path], coder, shard=2)
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
