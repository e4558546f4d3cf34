// story.js - what a scenario of the library tells: its file, as it is.
import {h, put} from "./dom.js";
import {get} from "./api.js";
import {lab} from "./state.js";

const files = new Map();

async function file(id) {
  if (!files.has(id)) files.set(id, await get(`/api/scenarios/${id.toLowerCase()}`));
  return files.get(id);
}

function cure(it, n) {
  return h("li", h("b", `${n}. ${it.name}. `), it.text);
}

function told(it) {
  const chosen = lab.doc.play ? it.cures?.[lab.doc.play - 1] : null;
  return [
    h("h2", `${it.id}: ${it.title}`),
    it.claim ? h("p", h("b", `Judged ${it.claim.verdict}. `), it.claim.truth) : null,
    it.symptom ? h("p", h("b", "Symptom. "), it.symptom) : null,
    it.story ? h("p", it.story) : null,
    chosen ? h("p", h("b", `The cure on the stage: ${chosen.name}. `), chosen.text) : null,
    it.cause ? h("details", h("summary", "The cause"), h("p", it.cause)) : null,
    it.cures?.length ? h("details", h("summary", "The cures"), h("ol", it.cures.map((one, i) => cure(one, i + 1)))) : null,
    h("details", h("summary", "The configuration"), h("pre", {tabIndex: 0}, JSON.stringify(chosen ? {world: it.world, change: chosen.change} : it.world, null, 1))),
    it.links?.length ? h("details", h("summary", "Where it was met"), h("ul", it.links.map(link => h("li.mono", link)))) : null,
  ];
}

export async function draw(node) {
  const id = lab.doc.scenario;
  try {
    const it = await file(id);
    if (lab.doc.scenario === id) put(node, told(it));
  } catch (error) {
    put(node, h("p.error", {role: "alert"}, error.message));
  }
}
