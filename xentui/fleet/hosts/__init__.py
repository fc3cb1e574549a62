"""One module for each way to reach a host: what carries its commands, and how its jobs are performed."""
