"""A line of the table in docs/benchmarks.md, printed as soon as it is known."""


def line(what: str, figure: str = "", mark: str = "", met: bool | None = None) -> str:
    """`met`: does the figure keep to the mark? None: it has none."""
    told = f"| {what} | {figure} | {mark} | {'' if met is None else 'yes' if met else 'no'} |"
    print(told, flush=True)
    return told
