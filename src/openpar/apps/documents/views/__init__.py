"""Reading requests of the room, calling one service, answering."""
