"""A hub: the bare repository between the officers' clones, which takes nothing that `verify` finds wrong.

    settings     how it is made, and how it must still be
    gate         a push judged, before anything of it is taken
    service      what a login may ask for over SSH
    logins       the lines of `authorized_keys` that let keys in
    rights       to whom its files belong, and who else could get at them
    backup       how old a backup is, and whether it could be restored

What a push is judged by lies outside of what a push can change.
"""
