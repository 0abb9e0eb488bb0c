"""Check digits for made-up numbers: Luhn (ISO/IEC 7812-1), IBAN (ISO 13616, mod 97), French NIR."""

from __future__ import annotations


def with_luhn(digits: str) -> str:
    """Append the Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def iban(country: str, account: str) -> str:
    """Put country code and check digits before an account number of capitals and digits."""
    as_digits = "".join(str(int(c, 36)) for c in f"{account}{country}00")
    return f"{country}{98 - int(as_digits) % 97:02d}{account}"


def nir(digits: str) -> str:
    """Append the two-digit key to thirteen digits."""
    return f"{digits}{97 - int(digits) % 97:02d}"
