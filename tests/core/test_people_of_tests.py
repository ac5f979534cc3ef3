"""The province of the tests, which is written in a few statements, is what the services would leave."""

from openpar.core import organisations
from openpar.core.models import GroupWording, Membership, Organisation, User
from tests.people import DAY, GROUPS, ORGANISATIONS, PEOPLE, SINCE


def test_the_organisations_are_those_that_the_register_adds(province):
    def told(row):
        same = {f.name: getattr(row, f.name) for f in row._meta.fields if f.name not in ("id", "parent", "path", "valid_from")}
        chain = [int(pk) for pk in row.path.rstrip(".").split(".")]
        return same, row.parent and row.parent.code, [Organisation.objects.get(pk=pk).code for pk in chain], chain[-1] == row.pk

    added = {}
    for code, name, short, kind, parent in ORGANISATIONS:
        added[code] = organisations.add(code=code, name=name, short_name=short, kind=kind, parent=added.get(parent), valid_from=DAY)
    for code, row in added.items():
        written = Organisation.objects.get(code=code, valid_from=SINCE)
        assert told(written) == told(Organisation.objects.get(pk=row.pk))
        assert province.organisations[code] == written and province.organisations[code].path == written.path


def test_everybody_and_every_group_is_there_as_one_saves_them(province):
    assert set(User.objects.values_list("username", flat=True)) == {p[0] for p in PEOPLE}
    held = {(m.user.username, m.organisation.code, m.role, m.field) for m in Membership.objects.select_related("user", "organisation")}
    assert held == {(name, *part) for name, _, parts in PEOPLE for part in parts}
    folded = {g.text: g.text_fold for g in GroupWording.objects.all()}
    assert len(folded) == sum(len(texts) for _, _, texts, _ in GROUPS)
    for wording in GroupWording.objects.all():
        wording.save()
        assert wording.text_fold == folded[wording.text]
