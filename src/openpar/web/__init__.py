"""How things look: base pages, one partial per shared noun, tags, charts, one stylesheet."""
