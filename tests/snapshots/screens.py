"""What the pictures of screens are taken of."""

INFO = """\
host                   : dom0a
nr_cpus                : 8
nr_nodes               : 1
cores_per_socket       : 4
threads_per_core       : 2
total_memory           : 16384
free_memory            : 7812
xen_version            : 4.17.7
xen_scheduler          : credit2
"""
