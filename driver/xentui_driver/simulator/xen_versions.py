"""The versions of Xen that a simulated host can have."""

XEN_VERSIONS = {"4.17": (4, 17, ".7"), "4.20": (4, 20, ".5-pre")}
"""Those whose commands and words are known, as Debian 12 and 13 have them."""
