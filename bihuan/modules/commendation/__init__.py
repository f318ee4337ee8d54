"""Who is commended, after the bodies that know were asked and nothing bars it."""
