"""Placeholder until the branch lands."""


class Clash(Exception):
    pass


def three_way(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    if theirs != base:
        raise Clash
    return ours
