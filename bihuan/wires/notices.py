"""How the messages of modules are worded."""


def draw() -> None:
    """Let the kernel send what modules have to say in their words."""
    from bihuan.kernel.notices import wording
    from bihuan.modules.hazards import grading
    from bihuan.modules.interference import records
    from bihuan.modules.reporting import calls
    from bihuan.modules.tips import custody, replies

    for told in (calls, grading, records, replies, custody):
        wording.add(told.TEMPLATE, told.WORDING)
