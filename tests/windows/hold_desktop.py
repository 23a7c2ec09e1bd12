"""Keeps Wine's desktop open, which closes with the program it was opened for. Runs there."""

import time

print("open", flush=True)  # noqa: T201 - to the test that opened it
while True:
    time.sleep(60)
