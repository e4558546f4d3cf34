// exercises.js - the exercises' panel beside the stage.
import {h, put} from "./dom.js";
import {post} from "./api.js";
import {EXERCISES} from "./exercise_list.js";
import {keep, progress, save} from "./progress.js";
import {lab, open} from "./state.js";

const known = id => EXERCISES.find(it => it.id === id) ?? EXERCISES[0];

export function begin(id) {
  const it = known(id);
  const steps = it.begin.steps;
  return open({knobs: {...lab.about.knobs, ...it.begin.knobs}, steps, at: steps.length, exercise: it.id});
}

function note(it, result) {
  progress.exercises[it.id] = result;
  keep();
}

// The student's steps up to what is shown, then the hidden ones.
async function check(it) {
  const steps = lab.doc.steps.slice(0, lab.doc.at);
  const mine = steps.slice(it.begin.steps.length);
  const now = lab.doc.at > 0 ? lab.play.play.steps[lab.doc.at - 1].after : lab.play.play.before;
  const {play} = await post("/api/play", {knobs: lab.doc.knobs, steps: [...steps, ...it.hidden]});
  return it.judge({play, from: steps.length, mine, before: now.edges[0]});
}

function told(it) {
  const result = progress.exercises[it.id];
  if (!result) return null;
  return h(`p.result.${result.right ? "right" : "wrong"}`, {role: "status", id: "exercise-result"}, h("b", result.right ? "✓ Solved. " : "✗ Not yet. "), result.said, ". ", result.right ? null : h("span.hint-text", `Hint: ${it.hint}`));
}

function byPlaying(it, node) {
  return h("p", h("button.first", {onclick: async () => {
    try {
      note(it, await check(it));
    } catch (error) {
      note(it, {right: false, said: error.message});
    }
    draw(node);
    node.querySelector("button.first")?.focus();
  }}, "Check with hidden steps"));
}

async function playBegin(it) {
  return post("/api/play", {knobs: {...lab.about.knobs, ...it.begin.knobs}, steps: it.begin.steps});
}

function byWords(it, node) {
  return h("fieldset", h("legend", "Your answer"), it.ask.map((answer, i) => h("label",
    h("input", {type: "radio", name: "answer", id: `answer-${i}`, checked: progress.exercises[it.id]?.answer === answer, onchange: async () => {
      const {play} = await playBegin(it);
      const right = answer.startsWith(it.answer(play));
      note(it, {right, answer, said: right ? answer : `it was not "${answer}"`});
      draw(node);
      document.getElementById(`answer-${i}`).focus();
    }}), answer)));
}

export function draw(node) {
  const it = known(lab.doc.exercise);
  put(node,
    h("label.row", h("span.visually-hidden", "Exercise"), h("select", {id: "exercise", onchange: event => begin(event.target.value)},
      EXERCISES.map((one, i) => h("option", {value: one.id, selected: one.id === it.id}, `${i + 1}. ${one.title}${progress.exercises[one.id]?.right ? " ✓" : ""}`)))),
    h("h2", it.title), h("p", it.task),
    h("p", h("button", {onclick: () => begin(it.id)}, lab.doc.exercise ? "Begin again" : "Begin")),
    lab.doc.exercise ? (it.ask ? byWords(it, node) : byPlaying(it, node)) : null,
    lab.doc.exercise ? told(it) : null,
    h("p", h("button", {onclick: save}, "Save my report")));
}
