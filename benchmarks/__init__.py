"""What is promised in figures, measured: `python -m benchmarks`, or `python -m benchmarks hang` for one."""
