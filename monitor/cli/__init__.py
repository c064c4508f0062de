"""The command ``rasd``: each command parses, calls and prints; results on stdout, all else on stderr."""

from monitor.cli.app import app, main

__all__ = ["app", "main"]
