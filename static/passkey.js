// Passkeys: asks the server what to ask the key, hands the answer back, and says in words what went wrong.

/** @param {string} text @returns {Uint8Array} */
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** @param {any} one */
const known = (one) => ({ ...one, id: bytes(one.id) });

/** @param {any} options */
const make = (options) =>
  navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: known(options.user),
      excludeCredentials: (options.excludeCredentials ?? []).map(known),
    },
  });

/** @param {any} options */
const use = (options) =>
  navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map(known),
    },
  });

/** @param {any} credential */
function told(credential) {
  const { id, type, response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) Object.assign(said, { attestationObject: text(response.attestationObject) });
  else
    Object.assign(said, {
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    });
  return { id, rawId: text(credential.rawId), type, response: said, clientExtensionResults: {} };
}

/** @param {string} url @param {BodyInit} body */
async function ask(url, body) {
  const headers = /** @type {Record<string, string>} */ ({ Accept: "application/json" });
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const answer = await fetch(url, { method: "POST", body, headers });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.said ?? said.title ?? String(answer.status));
  return said;
}

/** @param {HTMLFormElement} form */
async function run(form) {
  const typed = new FormData(form);
  const options = await ask(form.dataset.options ?? "", new URLSearchParams(/** @type {any} */ (typed)));
  const makes = form.dataset.passkey === "create";
  const credential = await (makes ? make(options) : use(options)).catch(() => null);
  if (!credential) throw new Error(form.dataset.cancelled);
  const sent = { label: typed.get("label"), credential: told(credential) };
  location.assign((await ask(form.action, JSON.stringify(sent))).to);
}

if (window.PublicKeyCredential)
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-passkey]"))) {
    const amiss = /** @type {HTMLElement} */ (form.querySelector("[role=alert]"));
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      amiss.hidden = true;
      await run(form).catch((error) => {
        amiss.textContent = error.message;
        amiss.hidden = false;
      });
    });
  }
