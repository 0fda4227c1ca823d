"""What `doctor` looks at, each look a function that yields its findings.

finding      what one look comes to
machine      the program, git, the terminal
person       who is at work, whether they may write, what would sign it
clone        the register's folder, and its exchange with the others
server       the hub, who gets in, the officers' clones, the backup
"""
