"""Keeps Wine's desktop open, which closes with the program it was opened for. Runs there."""

import time

while True:
    time.sleep(60)
