// visitor.js - a page of site A or B: it loads what the lab asks for, really.
//
// The lab posts {id, as, url, credentials, method}; the page answers with what
// a page can know: {id, outcome, status}. It cannot see why it was blocked.
const lab = new URLSearchParams(location.search).get("lab");
const shown = document.getElementById("shown");

document.getElementById("name").textContent = `Page ${location.hostname[0].toUpperCase()}: ${location.origin}`;

function loadImage(url) {
  return new Promise(resolve => {
    const image = new Image();
    image.alt = "what the page asked for";
    image.onload = () => resolve({outcome: "opaque"});
    image.onerror = () => resolve({outcome: "error"});
    image.src = url;
    shown.replaceChildren(image);
  });
}

async function loadFont(url) {
  try {
    await new FontFace("Lab", `url("${url}")`).load();
    return {outcome: "ok"};
  } catch {
    return {outcome: "error"};
  }
}

async function load(asked) {
  if (asked.as === "img") return loadImage(asked.url);
  if (asked.as === "font") return loadFont(asked.url);
  try {
    const answer = await fetch(asked.url, {method: asked.method ?? "GET", credentials: asked.credentials ?? "same-origin"});
    const text = await answer.text();
    shown.replaceChildren(`read ${text.length} characters`);
    return {outcome: "ok", status: answer.status};
  } catch {
    shown.replaceChildren();
    return {outcome: "error"};
  }
}

addEventListener("message", async event => {
  if (event.origin !== lab) return;
  const result = await load(event.data);
  document.getElementById("said").textContent = `${event.data.as} ${event.data.url}: ${result.outcome}`;
  parent.postMessage({id: event.data.id, ...result}, lab);
});
parent.postMessage({ready: true}, lab);
