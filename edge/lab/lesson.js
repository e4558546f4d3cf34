// lesson.js - the lesson's panel beside the stage, one step at a time.
import {h, put} from "./dom.js";
import {LESSON} from "./lesson_steps.js";
import {keep, progress} from "./progress.js";
import {go, lab, last, open} from "./state.js";

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
  return lab.doc.steps.length >= before(LESSON[i]).length + LESSON[i].steps.length && lab.doc.at >= before(LESSON[i]).length + LESSON[i].steps.length;
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
      i + 1 < LESSON.length ? h(`button${done ? ".first" : ""}`, {onclick: () => begin(i + 1)}, "Next step") : h("p", "That was all of it: now the quiz, and the exercises.")),
    h("details", h("summary", "All steps"), h("ol", LESSON.map((one, k) => h("li", h("button", {"aria-current": k === i ? "step" : null, onclick: () => begin(k)}, `${k + 1}. ${one.title}${progress.lesson[k] ? " ✓" : ""}`))))));
}
