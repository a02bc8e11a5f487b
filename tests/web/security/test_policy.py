"""The policies of pages, and the nonces that their scripts bear."""

from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from firsthand.web.security.policy import WithNonces, plain_policy

from ..asking import asked


def test_a_page_of_the_framework_gets_nonces_and_its_policy():
    html = '<script>a</script><script type="module">b</script><link rel="modulepreload" href="x">&lt;script>'

    async def page(_):
        return HTMLResponse(html)

    status, headers, body = asked(WithNonces(Starlette(routes=[Route("/", page)])), "/")
    policy = headers[b"content-security-policy"].decode()
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert status == 200
    assert body.count(f'nonce="{nonce}"') == 3
    assert int(headers[b"content-length"]) == len(body)
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_only_a_page_that_is_well_and_has_no_policy_yet_is_rewritten():
    def answered(*, accept="text/html", status=200, headers=None):
        async def page(_):
            return HTMLResponse("<script>a</script>", status, headers)

        return asked(WithNonces(Starlette(routes=[Route("/", page)])), "/", accept)

    policy = {"content-security-policy": plain_policy("n")}
    for odd in (
        answered(accept="application/json"),
        answered(status=404),
        answered(headers=policy),
        answered(headers={"content-type": "text/plain"}),
    ):
        assert odd[2] == "<script>a</script>"
    assert "nonce" in answered()[2]


def test_two_pages_share_no_nonce():
    async def page(_):
        return HTMLResponse("<script>a</script>")

    app = WithNonces(Starlette(routes=[Route("/", page)]))
    assert asked(app, "/")[2] != asked(app, "/")[2]
