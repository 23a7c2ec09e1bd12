"""What is measured, and against what; run with `python -m benchmarks`."""
