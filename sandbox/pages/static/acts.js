// What a person does, by the same address as every other driver of the sandbox.

export class Refused extends Error {
  constructor({ error, message, block_id }) {
    super(message);
    this.kind = error;
    this.block = block_id;
  }

  get isOfTheApp() {
    return this.kind === "AppFailed";
  }
}

export async function act(name, given) {
  const body = JSON.stringify({ ...given, user: me() });
  const headers = { "Content-Type": "application/json" };
  const said = await told(`/sandbox/people/${name}`, { method: "POST", headers, body });
  if (!said.ok) throw new Refused(said);
  return said.result;
}

export function me() {
  return new URLSearchParams(address().split("?")[1]).get("as");
}

export function address() {
  return document.body.dataset.address;
}

async function told(url, how) {
  try {
    return await (await fetch(url, how)).json();
  } catch {
    return { ok: false, error: "Lost", message: "The workspace cannot be reached. Is it running?" };
  }
}
