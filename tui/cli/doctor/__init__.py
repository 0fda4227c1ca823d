"""The checks of `doctor`; each is a function that yields its findings.

finding      the result of a check
machine      the program, git, the terminal
person       the officer at work, their right to write, their signing key
clone        the register's folder, and its exchange with the other clones
server       the hub, its logins, the officers' clones, the backup
"""
