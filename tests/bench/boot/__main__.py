"""``python -m tests.bench.boot``."""

from . import main

raise SystemExit(main())
