"""The warehouse: its tables, what it remembers of sources, and how it is written and asked."""
