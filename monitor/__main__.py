"""``python -m monitor``: the command ``rasd``."""

from monitor.cli import main

if __name__ == "__main__":
    main()
