"""Structure of a document: numbers, headings, nesting, extent of each clause."""
