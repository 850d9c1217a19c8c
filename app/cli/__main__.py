"""`python -m app.cli` is `xiangyi`."""

import sys

from app.cli import main

sys.exit(main())
