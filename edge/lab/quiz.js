// quiz.js - what people say about CORS: true, half true or false? Each answer is
// proven on the stage by the claim's own requests.
import {h, put} from "./dom.js";
import {get} from "./api.js";
import {forget, keep, progress, save} from "./progress.js";
import {lab, open as openDoc} from "./state.js";

const WORDS = [["true", "true"], ["half", "half true"], ["false", "false"]];

const claims = new Map();
let list = null;

async function claim(id) {
  if (!claims.has(id)) claims.set(id, await get(`/api/scenarios/${id.toLowerCase()}`));
  return claims.get(id);
}

async function answer(it, said) {
  const told = await claim(it.id);
  progress.quiz[it.id] = {said, right: said === told.claim.verdict};
  keep();
  document.getElementById(`quiz-${it.id}`)?.replaceWith(drawCard(it));
  drawScore();
  document.getElementById(`quiz-${it.id}`)?.querySelector(".prove")?.focus();
}

function result(it) {
  const mine = progress.quiz[it.id];
  const told = claims.get(it.id);
  if (!mine || !told) return null;
  const word = WORDS.find(([id]) => id === told.claim.verdict)[1];
  return h(`div.result.${mine.right ? "right" : "wrong"}`,
    h("p", {id: `told-${it.id}`}, h("b", mine.right ? "✓ Right: " : "✗ Not so: "), `this is ${word}. `, told.claim.truth),
    h("p", h("button.prove", {"aria-describedby": `told-${it.id}`, onclick: () => openDoc({scenario: it.id, play: 0, at: 1}, true)}, "Prove it on the stage")));
}

function drawCard(it) {
  const mine = progress.quiz[it.id];
  const card = h("li.sheet", {id: `quiz-${it.id}`});
  put(card, h("p", h("b", it.id), " ", it.title),
    h("div.row", {role: "group", "aria-label": `Your answer to ${it.id}`}, WORDS.map(([id, word]) => h("button", {
      "aria-pressed": String(mine?.said === id), "aria-label": `${word}: ${it.id}`, onclick: () => answer(it, id),
    }, word))),
    result(it));
  return card;
}

function drawScore() {
  const all = Object.values(progress.quiz);
  document.getElementById("score").textContent = `${all.filter(it => it.right).length} of ${all.length} right; ${lab.about.claims.length} claims`;
}

export function open(main) {
  list = h("ol.two.quiz");
  put(main, h("div.wide",
    h("div.sheet", h("h2", "The quiz"), h("p", "People repeat these. True, half true, or false?"),
      h("div.row", h("p.mono", {id: "score", role: "status"}), h("button", {onclick: save}, "Save my report"),
        h("button", {onclick: () => { forget(); draw(); }}, "Forget all my answers"))),
    list));
  draw();
  Promise.all(Object.keys(progress.quiz).map(claim)).then(draw, () => {});
  return () => {
    list = null;
  };
}

function draw() {
  if (!list) return;
  put(list, lab.about.claims.map(drawCard));
  drawScore();
}

export function update() {}
