"""Wires that ``bihuan.wiring`` draws, by the module they start from."""
