// api.js - the admin API; what it answers is documented in README.md.
async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

export async function get(path) {
  return answer(await fetch(path, {cache: "no-store"}));
}

// A browser drops what is under way when a network comes or goes, loopback or
// not. To post anything here twice is to post it once.
async function send(path, request) {
  try {
    return await fetch(path, request);
  } catch {
    return fetch(path, request);
  }
}

export async function post(path, body) {
  return answer(await send(path, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(body),
  }));
}

// Calls told(kind, record) for whatever the live edge and bucket see.
export function listen(told) {
  const source = new EventSource("/api/events");
  for (const kind of ["edge", "bucket"])
    source.addEventListener(kind, event => told(kind, JSON.parse(event.data)));
  return () => source.close();
}
