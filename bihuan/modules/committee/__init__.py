"""What a safety committee does with others: hand out work, summon, inspect how duties are done."""
