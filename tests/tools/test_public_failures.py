"""The page that counts replayed public failures says what is so: each row has a test of its name or a reason for none."""

from tools import generated, public_failures


def test_every_row_is_replayed_or_says_why_not():
    wrong = [f"{r.id}: no test bears its id. Write test_case_{r.id.replace('-', '_')}…, or say in not_yet why there is none."
             for r in public_failures.rows() if not r.tests and not r.not_yet]
    wrong += [f"{r.id}: {r.tests[0]} replays it; take its not_yet away." for r in public_failures.rows() if r.tests and r.not_yet]
    assert not wrong, "\n".join(wrong)


def test_every_test_that_bears_an_id_is_on_the_list():
    listed = [r.id for r in public_failures.rows()]
    assert len(listed) == len(set(listed))
    assert sorted(set(public_failures.tests()) - set(listed)) == []


def test_several_ids_in_one_name_are_all_read():
    found = public_failures.tests()
    assert set(found["EX-02"]) & set(found["EX-06"])  # one test, two rows
    assert any("test_rp_04" in t for t in found["RP-04"])


def test_the_page_counts_what_the_list_holds():
    rows, page = public_failures.rows(), generated.public_failures()
    replayed = sum(bool(r.tests) for r in rows)
    assert f"{replayed} of {len(rows)} rows replayed" in page
    assert all(f"| {r.id} |" in page for r in rows)
