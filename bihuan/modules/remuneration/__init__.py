"""What follows from a result of assessment for pay, merit and promotion, told and answered."""
