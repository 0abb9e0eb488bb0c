import pytest
import stdnum.fr.nir
import stdnum.iban
import stdnum.luhn
from hypothesis import given
from hypothesis import strategies as st
from sourdine.models.synthetic import checksums

_DIGITS = "0123456789"


@given(st.text(_DIGITS, min_size=1, max_size=30))
def test_luhn(digits: str) -> None:
    assert stdnum.luhn.is_valid(checksums.with_luhn(digits))


@given(st.text(_DIGITS, min_size=14, max_size=14), st.text("ABCDEFGHIJ", min_size=4, max_size=4))
def test_iban(digits: str, bank: str) -> None:
    assert stdnum.iban.is_valid(checksums.iban("GB", bank + digits))


@pytest.mark.parametrize("digits", ["2550800000000", "1840569003042"])
def test_nir(digits: str) -> None:
    assert stdnum.fr.nir.calc_check_digits(digits) == checksums.nir(digits)[-2:]
