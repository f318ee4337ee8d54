"""Training, examinations and the register of persons' certificates."""
