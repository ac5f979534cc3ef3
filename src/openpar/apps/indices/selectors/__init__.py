"""What the room shows; every figure comes from the published tables or the rulebook."""
