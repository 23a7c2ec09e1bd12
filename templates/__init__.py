"""Statement designs, covering letters, pages and catalogues: data, no code."""
