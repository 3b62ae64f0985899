// Passkeys (WebAuthn): adding one and signing in with one.
//   <button data-passkey="register|sign-in" data-options-url="…" data-verify-url="…" hidden> inside a <form>
//   <p data-passkey-status role="alert"> in the same form
// The options address gets the form's fields as JSON and answers WebAuthn options (bare or under "publicKey").
// The verify address gets the same fields and "credential", and answers {"next": "/adres"} or {"message": "…"}.
type Json = Record<string, unknown>;

const REFUSED = "Nie udało się użyć klucza dostępu. Spróbuj ponownie albo wybierz inny sposób.";

export function passkeys(): void {
  if (!("PublicKeyCredential" in window)) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const status = button.form?.querySelector("[data-passkey-status]");
      if (status) status.textContent = "";
      button.disabled = true;
      run(button)
        .then((next) => window.location.assign(next))
        .catch((error: unknown) => {
          button.disabled = false;
          if (status) status.textContent = error instanceof ServerRefusal ? error.message : REFUSED;
        });
    });
  }
}

class ServerRefusal extends Error {}

async function run(button: HTMLButtonElement): Promise<string> {
  const { passkey, optionsUrl, verifyUrl } = button.dataset;
  if (!optionsUrl || !verifyUrl) throw new Error("passkey addresses are missing");
  const fields: Json = button.form ? Object.fromEntries(new FormData(button.form)) : {};
  const answer = await post(optionsUrl, fields);
  const options = (answer.publicKey ?? answer) as Json;
  const credential =
    passkey === "register"
      ? await navigator.credentials.create({ publicKey: creationOptions(options) })
      : await navigator.credentials.get({ publicKey: requestOptions(options) });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
  const { next } = await post(verifyUrl, { ...fields, credential: toJson(credential) });
  return typeof next === "string" && next.startsWith("/") && !next.startsWith("//") ? next : "/";
}

async function post(url: string, body: Json): Promise<Json> {
  const headers = new Headers({ "Content-Type": "application/json", Accept: "application/json" });
  if (typeof body.csrf === "string") headers.set("x-csrf-token", body.csrf);
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = (await response.json().catch(() => ({}))) as Json;
  if (!response.ok) throw new ServerRefusal(typeof answer.message === "string" ? answer.message : REFUSED);
  return answer;
}

function creationOptions(json: Json): PublicKeyCredentialCreationOptions {
  if ("parseCreationOptionsFromJSON" in PublicKeyCredential) {
    return PublicKeyCredential.parseCreationOptionsFromJSON(json as unknown as PublicKeyCredentialCreationOptionsJSON);
  }
  const user = json.user as Json;
  return {
    ...json,
    challenge: bytes(json.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: descriptors(json.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
}

function requestOptions(json: Json): PublicKeyCredentialRequestOptions {
  if ("parseRequestOptionsFromJSON" in PublicKeyCredential) {
    return PublicKeyCredential.parseRequestOptionsFromJSON(json as unknown as PublicKeyCredentialRequestOptionsJSON);
  }
  return {
    ...json,
    challenge: bytes(json.challenge),
    allowCredentials: descriptors(json.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
}

function descriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  if (!Array.isArray(list)) return [];
  return (list as Json[]).map((item) => ({ ...item, id: bytes(item.id) }) as unknown as PublicKeyCredentialDescriptor);
}

function toJson(credential: PublicKeyCredential): unknown {
  if (typeof credential.toJSON === "function") return credential.toJSON();
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const part = (buffer: ArrayBuffer | null | undefined) => (buffer ? base64url(buffer) : undefined);
  return {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: part(response.clientDataJSON),
      attestationObject: part(response.attestationObject),
      authenticatorData: part(response.authenticatorData),
      signature: part(response.signature),
      userHandle: part(response.userHandle),
    },
  };
}

function bytes(text: unknown): Uint8Array<ArrayBuffer> {
  const binary = atob(String(text).replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function base64url(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
