"""What runs on which CPU of a host, and how its memory is divided among its NUMA nodes."""
