"""The version of the Dutch analysis: what an index remembers to know that it was made by another one.

A constant, because a query compares it before anything else and must not load a dictionary for that. The tests
compute it anew from the data files and from the analyses of the probe words, and fail where it was not kept up.
"""

from __future__ import annotations

FINGERPRINT = "00000000"
