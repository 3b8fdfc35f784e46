import pytest

from core.directory.excerpts import with_ellipses


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("Un \x02pôle\x03 de ville", "Un \x02pôle\x03 de ville …"),
        ("\x02pôle\x03 de ville à la frontière", "… \x02pôle\x03 de ville à la frontière."),
        ("Un pôle de ville à la frontière", "Un pôle de ville à la frontière."),
        ("de ville", "… de ville …"),
    ],
)
def test_an_excerpt_tells_where_the_text_goes_on(part, shown):
    assert with_ellipses(part, "Un pôle de ville à la frontière.") == shown
