"""A hub: the bare repository between the officers' clones; it accepts nothing in which `verify` finds errors.

* settings: making a hub, and checking its settings and hook
* gate: judging a push before any of it is accepted
* service: what a login may request over SSH
* logins: the lines of `authorized_keys` that admit keys
* rights: who owns the hub's files, and who else could write them
* backup: the age of a backup, and whether it can be restored

Whatever a push is judged by lies outside what a push can change.
"""
