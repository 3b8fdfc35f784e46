from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation or by staff: the sign-up page is closed."""

    def is_open_for_signup(self, request):
        return False
