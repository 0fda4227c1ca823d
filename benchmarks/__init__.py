"""Speed as ratios: ours against a floor or a peer, both taken in one run on the same data.

Rows for what prozvit does not do yet are not here.
"""
