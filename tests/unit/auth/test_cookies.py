from controlroom.auth.cookies import cookies
from controlroom.settings import Settings, read_settings


def settings(public_url: str) -> Settings:
    return read_settings(
        {
            "CONTROLROOM_DATABASE_URL": "postgresql://nobody@127.0.0.1/none",
            "CONTROLROOM_PUBLIC_URL": public_url,
        }
    )


def test_over_https_a_cookie_is_bound_to_this_host_and_never_sent_in_clear() -> None:
    names = cookies(settings("https://watch.example"))
    assert {names.session, names.screen, names.language} == {
        "__Host-session",
        "__Host-screen",
        "__Host-language",
    }
    assert names.flags == {"httponly": True, "samesite": "lax", "path": "/", "secure": True}


def test_a_demo_over_http_still_hides_its_cookies_from_scripts() -> None:
    names = cookies(settings("http://127.0.0.1:8080"))
    assert not names.session.startswith("__Host-")
    assert names.flags == {"httponly": True, "samesite": "lax", "path": "/", "secure": False}
