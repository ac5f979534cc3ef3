"""The demo province: Lai Châu of 2022 with made-up people and work, built through the same services that officials use."""
