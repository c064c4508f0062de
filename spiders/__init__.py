"""Where releases come from: sources described, pages read as they stand. No database, no clock."""
