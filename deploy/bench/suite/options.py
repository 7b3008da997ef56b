"""What the command line says of every scenario."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Options:
    fusegate: str
    connections: int
    seconds: int
    rounds: int
    peers: tuple
    pin: bool = False
