"""The command line: ``toolkit``.

`toolkit.cli.commands` holds the commands by theme, `toolkit.cli.command` what a command is.
"""
