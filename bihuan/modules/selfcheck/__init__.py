"""Enterprise self-inspection (企业自查): lists of posts, what is checked by them, resumption."""
