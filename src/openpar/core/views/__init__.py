"""The pages of the ground floor: evidence, notices, jobs, rules, register, search, demo clock."""
