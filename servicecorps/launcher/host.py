"""The server process: granian, which leaves nothing behind when whoever started it is killed."""

import os
import sys
import threading
import time


def end_with_parent() -> None:
    """End this process within half a second of its parent, however that one ended.

    Without this, killing the launcher or the server leaves a worker that holds the port and the
    database. Windows never reports another parent, so there nothing happens.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Run granian with the arguments of the command line."""
    from granian.cli import entrypoint  # noqa: PLC0415 - a spawned worker needs only the watch

    end_with_parent()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=end_with_parent)
    sys.argv[0] = "granian"
    entrypoint()  # type: ignore[no-untyped-call]  # a click command


if __name__ == "__mp_main__":  # a worker, where they are spawned rather than forked
    end_with_parent()
elif __name__ == "__main__":
    main()
