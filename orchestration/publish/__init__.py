"""How a build that passed every check becomes what readers see."""
