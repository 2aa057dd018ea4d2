"""Pages that stand outside the table: open to everybody, or the library's own."""

from __future__ import annotations

# Open to everybody, and what a visitor without an account gets by GET.
OPEN = {
    "accounts:language": 302,
    "accounts:invitation-accept": 404,
    "workshops:calendar-feed": 404,
    "desk:health-live": 200,
    "desk:health-ready": 503,
    "account_login": 200,
    "account_logout": 302,
    "account_inactive": 200,
    "account_signup": 200,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
    "account_email_verification_sent": 200,
    "account_confirm_email": 200,
    "account_confirm_login_code": 302,
    "mfa_authenticate": 302,
    "mfa_login_webauthn": 302,
    "account_email": 302,  # leads to the own settings: an address is not changed by its owner alone
}
# allauth's own pages for people who are logged in.
OWN = {
    "account_change_password", "account_set_password", "account_reauthenticate", "mfa_index",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
LIBRARY_ARGUMENTS: dict[str, list[object]] = {
    "account_reset_password_from_key": ["1", "set-password"],
    "account_confirm_email": ["key"],
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
    "accounts:invitation-accept": ["no-such-token"],
    "workshops:calendar-feed": ["no-such-token"],
}
