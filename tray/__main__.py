"""Start the program: `python -m tray`."""

from tray.cli import main

if __name__ == "__main__":
    main()
