"""The library's sign-in and password forms in our words: the same fields, labels that say what to write."""

from allauth.account import forms as library

ADDRESS, PASSWORD = "E-mail address", "Password"
NEW, AGAIN = "New password", "New password once more"
WHOLE_ADDRESS = "Write the whole e-mail address, such as name@example.org."
LABELS = {
    "login": ADDRESS,
    "email": ADDRESS,
    "password": PASSWORD,
    "oldpassword": "Present password",
    "password1": NEW,
    "password2": AGAIN,
}
EMPTY = {
    "login": "Write your e-mail address.",
    "email": "Write your e-mail address.",
    "password": "Write your password.",
    "oldpassword": "Write the password you have now.",
    "password1": "Write a new password.",
    "password2": "Write the new password once more.",
}


class OurWords:
    """Labels and messages of ours, and no text inside the inputs that goes away when somebody types."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS[name]
            field.error_messages |= {"required": EMPTY[name], "invalid": WHOLE_ADDRESS}
            field.widget.attrs.pop("placeholder", None)
            # The way to a forgotten password comes after the button, not between two inputs.
            if name in ("password", "oldpassword"):
                field.help_text = ""


class SignInForm(OurWords, library.LoginForm):
    pass


class ForgottenPasswordForm(OurWords, library.ResetPasswordForm):
    pass


class NewPasswordForm(OurWords, library.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(OurWords, library.ChangePasswordForm):
    pass


class FirstPasswordForm(OurWords, library.SetPasswordForm):
    pass


class ConfirmItIsYouForm(OurWords, library.ReauthenticateForm):
    pass
