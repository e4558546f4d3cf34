// lesson.js - the lesson's panel beside the stage, one step at a time.
import {h, put} from "./dom.js";
import {LESSON} from "./lesson_steps.js";
import {keep, progress} from "./progress.js";
import {begin as beginExercise} from "./exercises.js";
import {go, lab, last, open, show} from "./state.js";

const before = it => it.before ?? [];

function document_(i, played) {
  const it = LESSON[i];
  const steps = played ? [...before(it), ...it.steps] : before(it);
  return {knobs: {...lab.about.knobs, ...it.knobs}, steps, lesson: i};
}

export function begin(i) {
  const n = before(LESSON[i]).length;
  return open({...document_(i, false), at: n});
}

// The one action of a step: its acts, one after the other.
async function play(i) {
  const first = before(LESSON[i]).length + 1;
  await open({...document_(i, true), at: first}, true);
  const still = () => lab.doc.lesson === i && lab.doc.view === "stage";
  const on = () => {
    if (!still() || lab.doc.at >= last()) return;
    go(lab.doc.at + 1, true);
    setTimeout(on, pause());
  };
  setTimeout(on, pause());
}

function pause() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 300 : 2400;
}

function isDone(i) {
  const all = before(LESSON[i]).length + LESSON[i].steps.length;
  return lab.doc.steps.length >= all && lab.doc.at >= all;
}

function words(it) {
  return it.words ? h("dl.words", it.words.map(([word, is]) => h("div", h("dt", word), h("dd", is)))) : null;
}

function onwards(i, done) {
  if (i + 1 < LESSON.length)
    return h(`button${done ? ".first" : ""}`, {onclick: () => begin(i + 1)}, "Next step");
  return [h(`button${done ? ".first" : ""}`, {onclick: () => show("quiz")}, "To the quiz"), h("button", {onclick: () => beginExercise("both")}, "To the exercises")];
}

export function draw(node) {
  const i = Math.min(Math.max(lab.doc.lesson ?? 0, 0), LESSON.length - 1);
  const it = LESSON[i];
  const done = isDone(i);
  if (done && !progress.lesson[i]) {
    progress.lesson[i] = true;
    keep();
  }
  put(node,
    h("p.note", `Step ${i + 1} of ${LESSON.length}`),
    h("progress", {max: LESSON.length, value: i + (done ? 1 : 0), "aria-label": "How far the lesson is"}),
    h("h2", it.title), h("p.lesson-says", it.says),
    h("p", h(`button${done ? "" : ".first"}`, {onclick: () => play(i)}, done ? `${it.act} again` : it.act)),
    done ? h("p.aha", {role: "status"}, h("b", "Aha. "), it.aha) : null,
    h("div.row", i > 0 ? h("button", {onclick: () => begin(i - 1)}, "Step before") : null,
      onwards(i, done)),
    words(it),
    h("details", h("summary", "All steps"), h("ol", LESSON.map((one, k) => h("li", h("button", {"aria-current": k === i ? "step" : null, onclick: () => begin(k)}, `${k + 1}. ${one.title}${progress.lesson[k] ? " ✓" : ""}`))))));
}
