"""Forms of the evaluation room."""

from django import forms


class IndicatorFileForm(forms.Form):
    """A TOML file of local indicators."""

    file = forms.FileField(
        label="Indicator file",
        help_text="TOML, at most 1 MB. The format is described in the documentation under data formats.",
        error_messages={"required": "Choose a file of indicators."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 1024 * 1024:
            raise forms.ValidationError("The file is larger than 1 MB; a file of indicators is a few kilobytes.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not text in UTF-8. Save it as UTF-8 and try again.") from None
