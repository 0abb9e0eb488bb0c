"""Made-up talk, spoken by synthetic voices over a telephone line, with the truth beside it."""
