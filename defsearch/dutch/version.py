"""The version of the Dutch analysis: by this an index knows that it was made with another one.

A constant, because a query compares it before anything else and must not load a dictionary for that. The tests
compute it anew (``analysis.digest``) and fail where it was not kept up.
"""

from __future__ import annotations

FINGERPRINT = "441cab1c"
