"""A file that is tried first: the page of its result hands it back, and nothing is kept on the server between two requests."""

import base64
import binascii

from django import forms


class KeptFileForm(forms.Form):
    """A form with a field `file`, or the same file handed back. After `is_valid` it is in `name` and `bytes`.

    A subclass names the field `file`, the field `kept` (its length is the limit of what is handed back), and its words.
    """

    plain_name = "tep"
    choose_again = ""  # what was handed back cannot be read
    choose_one = ""  # neither a file nor one handed back

    kept_name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def clean(self):
        data = super().clean()
        if "file" in self.errors:
            return data
        if data.get("file"):
            self.name, self.bytes = data["file"].name, data["file"].read()
        elif data.get("kept"):
            try:
                self.name, self.bytes = data.get("kept_name") or self.plain_name, base64.b64decode(data["kept"], validate=True)
            except (binascii.Error, ValueError):
                self.add_error("file", self.choose_again)
        else:
            self.add_error("file", self.choose_one)
        return data

    def handed_back(self) -> dict[str, str]:
        """The fields that the page of the result carries."""
        return {"kept": base64.b64encode(self.bytes).decode(), "kept_name": self.name}
