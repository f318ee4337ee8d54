"""Who answers for a clause: division notes, label lines, table columns, prose subjects."""
