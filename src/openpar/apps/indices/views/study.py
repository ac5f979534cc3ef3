"""A facts file studied in memory: why it changed, what if, how sure, how robust, the cheapest way. Nothing is kept."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from openpar.engine.errors import BadInput, OpenParError

from ..forms.study import ChanceForm, ChangeForm, DesignForm, PathForm, StudyForm
from ..selectors import chances, study, ways
from ..selectors import frameworks as shelf
from ..services import facts_file
from .downloads import XLSX, sent
from .said import on_form


def _study(request, index, name, template, form_class, run, **more):
    """The form; below it what `run` finds in the file. `tai` sends a workbook where `run` gives bytes."""
    framework = shelf.load_or_404(index, name, request.actor)
    made = (lambda *a, **k: form_class(*a, **k, **more.get("form", lambda _f: {})(framework)))
    form = made(_answers(request.POST, form_class), request.FILES) if request.method == "POST" else made()
    context = {"entry": shelf.entry(framework), "index_name": shelf.index_name(index), "form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = run(framework, form, request)
                if isinstance(found, bytes):
                    return sent(found, XLSX, f"duong-di-{index}-{name}.xlsx")
                context |= {"found": found, "kept": form.handed_back()}
                status = 422 if getattr(found, "wrong", None) else 200
            except OpenParError as error:
                status = on_form(form, error)
                context["kept"] = form.handed_back()
            except ArithmeticError:
                status = on_form(form, BadInput(_("Có số mà quy tắc không tính được (quá lớn, hoặc chia cho 0). Kiểm tra lại tệp."), where="file"))
    return render(request, f"indices/{template}.html", context, status=status)


def _answers(post, form_class):
    """What was answered. A file that comes from another study brings no answers yet: then the questions stand as at first."""
    if "hoi" in post:
        return post
    first = {k: f.initial for k, f in form_class.base_fields.items() if f.initial not in (None, "") and k not in post}
    found = post.copy()
    found.update(first)
    return found


def _facts(form):
    return facts_file.read(form.name, form.bytes, points=form.cleaned_data.get("kind") == "points")


def why(request, index, name):
    """Two periods, or one file under two years' rules: what the facts did and what the rules did, apart."""
    def run(framework, form, request):
        old = shelf.load_or_404(*form.cleaned_data["under"].split("/"), request.actor) if form.cleaned_data["under"] else framework
        earlier = facts_file.read(*form.earlier, points=form.cleaned_data.get("kind") == "points") if form.earlier else None
        return study.why(old, earlier, framework, _facts(form), form.cleaned_data["don_vi"])

    def choices(framework):
        same = [e for e in shelf.versions(framework, request.actor) if e.leaves]
        return {"own": framework.ref, "frameworks": [(e.ref, f"{e.title}, {e.years}" + (f" ({e.variant})" if e.variant else "")) for e in same]}
    return _study(request, index, name, "why", ChangeForm, run, form=choices)


def what_if(request, index, name):
    """Some facts of one unit changed: the new score, class and rank, each explained."""
    return _study(request, index, name, "what_if", StudyForm,
                  lambda framework, form, request: study.what_if(framework, _facts(form), form.cleaned_data["don_vi"], request.POST))


def _settings(form):
    d = form.cleaned_data
    return {"replicates": d["replicates"], "seed": 1 if d["seed"] is None else d["seed"]}


def sureness(request, index, name):
    """How sure the scores are; the rules held fixed."""
    def run(framework, form, request):
        d = form.cleaned_data
        return chances.sureness(framework, _facts(form), **_settings(form), missing=d["missing"], appraisals=d["appraisals"], se=d["se"],
                                covariance=d["covariance"])
    return _study(request, index, name, "sureness", ChanceForm, run)


def firmness(request, index, name):
    """How robust the design is; the facts held fixed."""
    return _study(request, index, name, "firmness", DesignForm,
                  lambda framework, form, request: chances.firmness(framework, _facts(form), **_settings(form), spread=form.cleaned_data["spread"]))


def way(request, index, name):
    """The cheapest way to a target; `tai` sends its steps as a workbook."""
    def run(framework, form, request):
        d = form.cleaned_data
        found = ways.way(framework, _facts(form), d["don_vi"], request.POST, d["target"] or "points", d["to"])
        if request.POST.get("tai") and found.path:
            return ways.book(found, framework.title)
        return found
    return _study(request, index, name, "way", PathForm, run)
