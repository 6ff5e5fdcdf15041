"""`python -m config.stack up` and `python -m config.stack manage <command>`."""

import argparse
import os
import sys

from config.stack.command import manage
from config.stack.errors import StackError
from config.stack.supervisor import supervise


def main(arguments: list[str]) -> int:
    """Read the command line; every expected trouble ends as one sentence."""
    parser = argparse.ArgumentParser(prog="./run")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start everything and stay in the foreground")
    up.add_argument("--port", default=os.environ.get("PORT") or None)
    up.add_argument("--no-demo", dest="demo", action="store_false", help="without the demo story")
    up.add_argument("--reload", action="store_true", help="follow changes of the code (web only)")
    one = commands.add_parser("manage", help="run one manage.py command", add_help=False)
    one.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    try:
        if options.command == "manage":
            return manage(options.arguments)
        supervise(port=options.port, demo=options.demo, reload=options.reload)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, a folder without permission
        print(f"{error.filename or 'The system'}: {error.strerror or error}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
