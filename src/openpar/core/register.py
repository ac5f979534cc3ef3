"""The register as a reader of documents needs it: words of a text in, the organisation or group of that day out, and
how sure.

An index in memory over the rows of one day; names written without accents, shortened, or with the head's title are found too.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import names, organisations
from .models import Group, GroupWording, Organisation, OrganisationAlias

WORDS = {"name": gettext_lazy("đúng tên"), "title": gettext_lazy("qua chức danh người đứng đầu"), "accents": gettext_lazy("khác dấu"),
         "short": gettext_lazy("tên viết tắt"), "wording": gettext_lazy("cách gọi của nhóm"),
         "ended": gettext_lazy("đơn vị đã kết thúc"), "similar": gettext_lazy("gần giống"),
         "unnamed": gettext_lazy("chưa nêu đích danh"), "": ""}


@dataclass(frozen=True, slots=True)
class Match:
    """What some words name. `kind` is "organisation", "group", "unnamed" (names nobody) or "" (not found).

    `sure` says that no person needs to look; `candidates` are organisations or groups to choose from where it is False.
    """

    text: str
    kind: str = ""
    organisation: Organisation | None = None
    group: Group | None = None
    how: str = ""
    sure: bool = False
    candidates: tuple = ()
    note: str = ""
    excluded: tuple = ()  # members whom the words leave out of the group

    def __bool__(self):
        return self.organisation is not None or self.group is not None

    @property
    def code(self) -> str:
        """The code of what was found, or empty."""
        return getattr(self.organisation or self.group, "code", "")

    @property
    def name(self) -> str:
        """The name of what was found, or the words themselves."""
        return getattr(self.organisation or self.group, "name", self.text)


@dataclass
class _Index:
    exact: dict = field(default_factory=dict)
    plain: dict = field(default_factory=dict)
    by_letter: dict = field(default_factory=dict)

    def add(self, text, target):
        self.exact.setdefault(names.exact(text), {})[target.pk] = target
        key = names.plain(text)
        if key:
            self.plain.setdefault(key, {})[target.pk] = target
            self.by_letter.setdefault(key[0][0], []).append((key, target))

    def shortened(self, key):
        return {t.pk: t for full, t in self.by_letter.get(key[0][0], ()) if names.abbreviates(key, full)} if key else {}


class Register:
    """The organisations and groups of one day.

    Register(date(2022, 8, 24)).resolve("Giám đốc Sở NN&PTNT").organisation
    """

    def __init__(self, on: date):
        self.on = on
        self._now, self._past, self._groups = _Index(), _Index(), _Index()
        rows = {o.pk: o for o in Organisation.objects.select_related("parent")}
        aliases: dict[int, list[str]] = {}
        for pk, text in OrganisationAlias.objects.values_list("organisation_id", "text"):
            aliases.setdefault(pk, []).append(text)
        for o in rows.values():
            index = self._now if o.valid_from <= on and (o.valid_until is None or on <= o.valid_until) else self._past
            for text in dict.fromkeys(v for n in (o.name, o.short_name,
                                                  *aliases.get(o.pk, ())) if n for v in _variants(n, o)):
                index.add(text, o)
        for g in GroupWording.objects.filter(organisations.group_on(on, "group__")).select_related("group"):
            self._groups.add(g.text, g.group)
        for g in Group.objects.filter(organisations.group_on(on)):
            self._groups.add(g.name, g)

    def resolve(self, text: str) -> Match:
        """The organisation or group that these words name on the register's day; a group without those whom they leave out."""
        head, left_out = names.without_exception(" ".join(text.split()).strip(" .,;:-"))
        if left_out and (whole := self._resolve(head)).group is not None:
            return self._less(text, whole, left_out)
        found = self._resolve(text)
        if not found and (near := names.without_area(text)) != text:
            again = self._resolve(near)
            return replace(again, text=text) if again else found
        return found

    def _less(self, text, whole, left_out):
        """The group, and the organisations left out of it; a name among them that nobody knows is shown to a person."""
        members = {m.pk for m in organisations.members(whole.group, self.on)}
        found = [self.resolve(words) for words in left_out]
        known = tuple(m.organisation for m in found if m.organisation is not None and m.organisation.pk in members)
        doubtful = [words for words, m in zip(left_out, found, strict=True) if m.organisation not in known or not m.sure]
        note = _("Chưa rõ đơn vị được trừ: %(names)s.") % {"names": ", ".join(doubtful)} if doubtful else whole.note
        return replace(whole, text=text, excluded=known, sure=whole.sure and not doubtful, note=note)

    def _resolve(self, text: str) -> Match:
        clean = " ".join(text.split()).strip(" .,;:-")
        tried = [(clean, False)]
        bare, titled = names.without_title(clean)
        if titled:
            tried.append((bare, True))
        if names.plain(clean) in names.unnamed() or names.plain(bare) in names.unnamed():
            return Match(text, "unnamed", how="unnamed",
                         note=_("Văn bản chưa nêu đích danh đơn vị. Chọn đơn vị, hoặc để nguyên chữ nếu chỉ phối hợp."))
        for words, by_title in tried:
            if words and (found := self._find(text, words, by_title)) is not None:
                return found
        ended = self._ended(text, bare)
        return self._similar(text, bare) if ended is None else ended

    def _find(self, text, words, by_title):
        how = "title" if by_title else "name"
        for index, kind in ((self._now, "organisation"), (self._groups, "group")):
            if hit := index.exact.get(names.exact(words)):
                return _match(text, kind, hit, "wording" if kind == "group" else how)
        key = names.plain(words)
        bare = words == _without_accents(words)
        for index, kind in ((self._now, "organisation"), (self._groups, "group")):
            if hit := index.plain.get(key):
                return _match(text, kind, hit, "accents", sure=bare or kind == "group")
        for index, kind in ((self._now, "organisation"), (self._groups, "group")):
            if hit := index.shortened(key):
                return _match(text, kind, hit, "wording" if kind == "group" else "short")
        return None

    def _ended(self, text, words):
        """An organisation that is not there on this day: its successors are offered, never chosen."""
        key = names.plain(words)
        hit = self._past.exact.get(names.exact(words)) or self._past.plain.get(key) or self._past.shortened(key)
        if not hit:
            return None
        later = [o for o in hit.values() if o.valid_from > self.on]
        old = [o for o in hit.values() if o.valid_from <= self.on]
        heirs = {s.pk: s for o in old for s, _how in organisations.successors(o, self.on)}
        first = (old or later)[0]
        words, day = ((_("%(name)s chỉ có đến hết ngày %(day)s."), first.valid_until) if old
                      else (_("%(name)s chỉ có từ ngày %(day)s."), first.valid_from))
        return Match(text, how="ended", candidates=tuple(heirs.values()),
                     note=words % {"name": first.name, "day": f"{day:%d/%m/%Y}"} + (" " + _("Chọn đơn vị kế thừa.") if heirs else ""))

    def _similar(self, text, words):
        joined = {" ".join(k): k for k in self._now.plain}
        close = get_close_matches(" ".join(names.plain(words)), joined, n=4, cutoff=0.8)
        found = {o.pk: o for c in close for o in self._now.plain[joined[c]].values()}
        return Match(text, how="similar" if found else "", candidates=tuple(found.values()),
                     note=_("Không có đơn vị nào mang đúng tên này. Chọn đơn vị, hoặc thêm tên gọi khác vào danh mục."))


def _variants(text: str, o: Organisation):
    """The same name with and without the province, and with the place above it."""
    yield text
    lower, place = text.lower(), settings.PROVINCE.lower()
    K = Organisation.Kind
    if o.kind in (K.COMMITTEE, K.COUNCIL, K.OFFICE_HOLDER):
        yield f"{text} {place}" if lower.endswith("tỉnh") else text
        return
    base = lower.removesuffix(place).strip()
    base = base.removesuffix("tỉnh").strip() if base != lower or lower.endswith(" tỉnh") else base
    if o.kind in (K.DEPARTMENT, K.VERTICAL, K.FRONT, K.ASSOCIATION, K.PRESS, K.ENTERPRISE,
                  K.STEERING) and len(base.split()) > 1:
        yield from (base, f"{base} tỉnh", f"{base} tỉnh {place}", f"{base} {place}")
    if o.kind == K.COMMUNE and o.parent and o.parent.kind == K.DISTRICT:
        yield f"{text} {o.parent.name.split(' ', 4)[-1]}"
    if o.kind in (K.DISTRICT, K.COMMUNE):
        yield f"{text} tỉnh {place}"


def _match(text, kind, hit, how, sure=True):
    targets = tuple(hit.values())
    if len(targets) > 1:
        return Match(text, how=how, candidates=targets, note=_("“%(text)s” khớp %(n)s đơn vị. Ghi đủ tên hoặc mã.") % {
            "text": text, "n": len(targets)})
    note = "" if sure else _("Khớp %(how)s với %(name)s.") % {"how": WORDS[how], "name": targets[0].name}
    return Match(text, kind, **{kind: targets[0]}, how=how, sure=sure, note=note)


def _without_accents(text):
    from openpar.engine.vietnamese import fold
    return text if fold(text) == " ".join(text.lower().split()) else ""
