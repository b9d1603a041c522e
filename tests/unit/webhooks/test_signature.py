"""The signature, held against vectors of the reference library and against that library itself."""

import base64
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from controlroom.webhooks.signature import new_secret, signed

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OF_THE_PAGE = (
    '{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z",'
    '"data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}'
)
VECTORS = [
    (
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ),
    (
        "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
        1674087231,
        OF_THE_PAGE,
        "v1,ARw42xaAApl/nxRo+iPGYwSaMQaOwMo2eyH5JBRA+bQ=",
    ),
]


@pytest.mark.parametrize(("message_id", "at", "body", "signature"), VECTORS, ids=["example", "of the page"])
def test_a_known_message_has_the_known_signature(message_id: str, at: int, body: str, signature: str) -> None:
    headers = signed([SECRET], message_id, datetime.fromtimestamp(at, UTC), body.encode())
    assert headers == {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature,
    }


def test_the_reference_library_believes_what_we_sign_and_nothing_that_was_altered() -> None:
    secret, body = new_secret(), '{"type":"test","ü":"€"}'
    headers = signed([secret], "msg_1", datetime.now(UTC), body.encode())
    assert Webhook(secret).verify(body, headers) == {"type": "test", "ü": "€"}
    for forged in (
        headers | {"webhook-id": "msg_2"},
        headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)},
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, forged)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("test", "tesT"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)


def test_during_a_rotation_both_the_old_and_the_new_secret_are_good() -> None:
    new, old = new_secret(), new_secret()
    headers = signed([new, old], "msg_1", datetime.now(UTC), b"{}")
    assert Webhook(new).verify("{}", headers) == Webhook(old).verify("{}", headers) == {}
    assert len(headers["webhook-signature"].split(" ")) == 2


def test_secrets_are_as_long_as_the_specification_asks_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}
