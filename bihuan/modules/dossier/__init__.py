"""企业档案（一企一档）: what is known of an enterprise beyond its registration."""
