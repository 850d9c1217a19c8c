"""`python -m app.cli` is `xiangyi`."""

import sys

from app.cli import main

if __name__ == "__main__":  # a process of our own making imports this module too
    sys.exit(main())
