"""Benchmarks as ratios: prozvit against a floor or a peer, measured in the same run on the same data.

There are no rows for features that prozvit does not have yet.
"""
