"""``python -m toolkit`` is the command line."""

from toolkit.cli.parser import main

raise SystemExit(main())
