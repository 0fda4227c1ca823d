"""The rules of a register: which records are valid, which are doubtful, and who may write what."""
