"""Which tests say something on which database. SQLite runs all of them; PostgreSQL runs those whose answer could be another one there.

That is: what a service writes and what is refused, queries and their number, locks and transactions, constraints, search, sorting, who
sees what, imports, backup and migrations. The files named here ask something else of rows that were written and read in the usual way:
how a page words them, what a file holds, whether a signature, a key or a provider is believed. A test in them that counts queries
runs on both all the same; so does one that is marked `@pytest.mark.database("sqlite", "postgresql")`.
"""

ALIKE = {  # file: what it asks, which no database answers
    "tests/apps/demo/test_rounds.py": "what the demo shows",
    "tests/apps/documents/test_annexes_under_signature.py": "what stands in a signed PDF",
    "tests/apps/documents/test_api_publishing.py": "files that come and go through the API; test_publishing.py asks the services on both",
    "tests/apps/documents/test_draft_from_file.py": "a Word file that is read",
    "tests/apps/documents/test_printed_registers.py": "columns and lines of printed registers",
    "tests/apps/documents/test_signed_in_place.py": "the lines above a signature",
    "tests/apps/indices/test_api_shelf.py": "trees, and a file that is scored in memory, through the API; test_plan.py asks the services on both",
    "tests/apps/indices/test_frameworks.py": "pages of frameworks, which are files",
    "tests/apps/indices/test_look.py": "pages in a browser",
    "tests/apps/indices/test_own_frameworks.py": "a tree that is read from a workbook",
    "tests/apps/indices/test_papi_check.py": "published data, which are files",
    "tests/apps/indices/test_papi_download.py": "published data, which are files",
    "tests/apps/indices/test_round_excel.py": "cells of a workbook; test_round_points.py writes points on both",
    "tests/apps/indices/test_round_gap_book.py": "what stands in a workbook; test_round_gap.py asks for the gap on both",
    "tests/apps/indices/test_round_own_framework.py": "a framework that was read from a workbook",
    "tests/apps/indices/test_scoring.py": "a file that is scored in memory",
    "tests/apps/indices/test_sentences_en.py": "words in two languages",
    "tests/apps/indices/test_study.py": "a file that is studied in memory",
    "tests/apps/tasks/test_calendar_feed.py": "lines of a calendar",
    "tests/apps/tasks/test_days_typed.py": "what a form says of a typed day",
    "tests/apps/tasks/test_directive_file.py": "a file that is opened",
    "tests/apps/tasks/test_intake.py": "kinds of files and how they are read",
    "tests/apps/tasks/test_kept_in_vietnamese.py": "words in two languages",
    "tests/apps/tasks/test_read_recurring.py": "how a text is read",
    "tests/apps/tasks/test_refused_files.py": "files that are refused",
    "tests/apps/tasks/test_reminder_papers.py": "words of papers",
    "tests/apps/tasks/test_review_cards.py": "pages of the review",
    "tests/apps/tasks/test_told_in_english.py": "words in two languages",
    "tests/apps/tasks/test_unprintable.py": "words of papers",
    "tests/apps/tasks/test_words_of_the_trail.py": "words in two languages",
    "tests/core/test_accounts.py": "pages of signing in",
    "tests/core/test_api_contract.py": "the API's own document; test_api_attacks.py and test_hostile_addresses.py send on both what a database may refuse",
    "tests/core/test_api_page.py": "pages of programs",
    "tests/core/test_api_rules.py": "rules, which are files, through the API",
    "tests/core/test_api_tags.py": "marks of answers",
    "tests/core/test_asked_again.py": "which page asks again",
    "tests/core/test_asked_before_the_end.py": "which page asks again",
    "tests/core/test_letter.py": "one's own page of the daily letter",
    "tests/core/test_papers.py": "what stands in papers",
    "tests/core/test_passwords_given.py": "pages of signing in",
    "tests/core/test_second_factor.py": "one-time codes",
    "tests/core/test_secrets_stay_out.py": "markings in files",
    "tests/core/test_security_keys.py": "answers of security keys",
    "tests/core/test_security_keys_prove.py": "answers of security keys",
    "tests/core/test_sign_on.py": "answers of a provider",
    "tests/core/test_sign_on_protocol.py": "answers of a provider",
    "tests/core/test_signing.py": "signatures in PDF",
    "tests/core/test_webhook_addresses.py": "addresses that are refused",
    "tests/stories/test_back_office.py": "pages in a browser; test_round_whole_loop.py walks on both",
    "tests/stories/test_directive_to_leader.py": "pages in a browser; test_round_whole_loop.py walks on both",
    "tests/stories/test_head_is_away.py": "pages in a browser; test_round_whole_loop.py walks on both",
    "tests/stories/test_round_to_task.py": "pages in a browser; test_round_whole_loop.py walks on both",
    "tests/stories/test_security_keys.py": "keys in a browser",
    "tests/stories/test_sign_on.py": "a provider in a browser",
    "tests/web/test_accounts.py": "pages of signing in",
    "tests/web/test_help.py": "pages of help",
    "tests/web/test_retelling_marks.py": "words in two languages",
}
COUNTING = {"django_assert_num_queries", "django_assert_max_num_queries"}


def meant_for(item, database: str, file: str) -> bool:
    """Whether the test says something about this database, "sqlite" or "postgresql"; one that asks for none is run on SQLite only."""
    if marker := item.get_closest_marker("database"):
        return database in marker.args
    asked = set(getattr(item, "fixturenames", ()))
    if database == "sqlite" or COUNTING & asked:
        return True
    tools = {tool for marker in item.iter_markers("needs") for tool in marker.args}
    uses = item.get_closest_marker("django_db") or {"db", "transactional_db"} & asked or "postgresql" in tools
    return bool(uses) and file not in ALIKE
