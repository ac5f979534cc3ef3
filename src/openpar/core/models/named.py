"""Names that sort as Vietnamese sorts and are found without accents: the key and the folded text are columns."""

from django.db import models

from openpar.engine.vietnamese import fold, nfc, printable, sort_key


class NfcCharField(models.CharField):
    """Text stored NFC without invisible characters, so that equal-looking names are equal."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return printable(nfc(value)) if isinstance(value, str) else value


class NfcTextField(models.TextField):
    """Long text, stored NFC."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return printable(nfc(value)) if isinstance(value, str) else value


class SortKeyField(models.CharField):
    """The Vietnamese sort key of another field, computed whenever the row is written."""

    def __init__(self, *args, source="name", **kwargs):
        kwargs.setdefault("max_length", 400)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        self.source = source
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, instance, add):
        value = sort_key(getattr(instance, self.source) or "")[: self.max_length]
        setattr(instance, self.attname, value)
        return value


class FoldField(SortKeyField):
    """The folded text (no accents, no case) of other fields, joined; what search compares."""

    def pre_save(self, instance, add):
        value = fold(" ".join(str(getattr(instance, s) or "") for s in self.source.split()))[: self.max_length]
        setattr(instance, self.attname, value)
        return value
