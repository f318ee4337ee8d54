"""Statistical forms as data: counted from the records, submitted, returned, compared."""
