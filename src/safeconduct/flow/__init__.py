"""How fast reports may be begun: nobody is refused, and nothing of anybody is kept."""
