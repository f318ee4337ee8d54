"""Bihuan 闭环: policy documents become duties with an owner, a due date and proof."""
